# A method of an impl whose name is near to one that is missing is that one.
interface Shape do
  fn area(self) -> Float
  fn name(self) -> String
end

struct Sq do
  s :: Float
end

impl Shape for Sq do
  fn area(self) -> Float = self.s
  fn nam(self) -> String = "square"
#    ^^^ E0008
end

struct Dot do
  x :: Int
end

impl Shape for Dot do
#    ^^^^^ E0007
  fn area(self) -> Float = 0.0
  fn draw(self) -> String = "."
#    ^^^^ E0008
end

fn main() do
  println(Sq { s: 1.0 }.name() <> Dot { x: 1 }.name())
end
