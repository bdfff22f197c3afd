import Shaeps
#      ^^^^^^ E0031
from Colours import red
#    ^^^^^^^ E0031

fn main() do
  println("${Shaeps.area(2)} ${red()}")
end
#- shapes.mpl
pub fn area(side :: Int) -> Int do
  side * side
end
