import Shapes
import Shapes
#      ^^^^^^ E0054
from Shapes import area
from Shapes import area, side
#    ^^^^^^ E0054
from Shapes import area
#    ^^^^^^ E0054

fn main() do
  println("${Shapes.area(2)} ${area(side())}")
end
#- shapes.mpl
pub fn area(side :: Int) -> Int do
  side * side
end

pub fn side() -> Int = 3
