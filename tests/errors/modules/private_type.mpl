import Shapes
from Shapes import Shape
#                  ^^^^^ E0035

fn side(shape :: Shapes.Shape) -> Int do
#                       ^^^^^ E0035
  1
end

fn main() do
  println("")
end
#- shapes.mpl
struct Shape do
  side :: Int
end

fn unused(shape :: Shape) -> Int do
#  ^^^^^^ W0003
  shape.side
end
