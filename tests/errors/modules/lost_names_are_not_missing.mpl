from Other import Shape, Circle, area, absent
#                                      ^^^^^^ E0034

fn main() do
  let shape :: Shape = Circle(2)
  println("${area(shape)} ${helper(1)} ${unknown(2)}")
#                                        ^^^^^^^ E0004
  println("${tripled(2) + 1}")
  let text :: String = shape
#                      ^^^^^ E0001
  println(text)
end

fn helper(n, do
#            ^^ P0001
  n
end

fn tripled(n) do
  let m = "before" * 2
#         ^^^^^^^^ E0006
  n * ) 3
#     ^ P0001
end

fn behind() -> String do
  2
# ^ E0001
end
#- other.mpl
pub type Shape do
  Circle(Int
#       ^ P0001
  Square(Int)
end

pub fn area(shape :: Shape) -> Int do
  case shape do
    Circle(r) -> r * r
    Square(a) -> a * a
  end
end
