# What is missing is the type of the argument.
interface Plane do
  fn size(self) -> Int
end

interface Solid do
  fn size(self) -> Int
end

impl Plane for Int do
  fn size(self) -> Int = 1
end

impl Solid for String do
  fn size(self) -> Int = 2
end

fn unknown(x) = size(x)
#               ^^^^ E0027

fn known(x :: Int) -> Int = size(x)

fn main() do
  println("${unknown(1)} ${known(1)} ${List.map([1], fn x -> size(x) end)}")
end
