import Shapes
import Shapes
#      ^^^^^^ E0054

fn main() do
  println("${Shapes.area(2)}")
end
#- shapes.mpl
pub fn area(side :: Int) -> Int do
  side * side
end
