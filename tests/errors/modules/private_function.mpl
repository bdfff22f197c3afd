import Shapes
from Shapes import area
#                  ^^^^ E0035

fn main() do
  println("${Shapes.area(2)} ${area(2)}")
  #                 ^^^^ E0035
end
#- shapes.mpl
fn area(side :: Int) -> Int do
  side * side
end
