# Functions that only call each other never end, and neither do methods and local functions that only call themselves.
fn there(n :: Int) -> Int = back(n)
#                           ^^^^^^^ W0007

fn back(n :: Int) -> Int = there(n + 1)

fn first(n :: Int) -> Int = if n > 2 do second(n) else third(n) end
#                                       ^^^^^^^^^ W0007

fn second(n :: Int) -> Int = third(n) + 1

fn third(n :: Int) -> Int = first(n) * 2

# These end.
fn even(n :: Int) -> Bool = n == 0 or odd(n - 1)

fn odd(n :: Int) -> Bool = n != 0 and even(n - 1)

struct Point do
  x :: Int
end deriving()

impl Display for Point do
  fn to_string(self) -> String = "at ${self}"
  #                              ^^^^^^^^^^^^ W0007
end

impl Eq for Point do
  fn eq(self, other :: Point) -> Bool = self == other
  #                                     ^^^^^^^^^^^^^ W0007
end

# A server serves for good.
fn serve(n :: Int) do
  println("${n}")
  serve(n + 1)
end

fn main() do
  fn inner(n :: Int) -> Int = inner(n + 1)
  #                           ^^^^^^^^^^^^ W0007

  println("${there(1)} ${first(1)} ${even(2)} ${Point { x: 1 }} ${Point { x: 1 } == Point { x: 2 }} ${inner(1)}")
  serve(1)
end
