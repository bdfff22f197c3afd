from Shapes import area, Side
from Rooms import area, height
#                 ^^^^ E0055

fn main() do
  println("${area(2)} ${height(3)}")
end
#- shapes.mpl
pub type Side do
  Side(Int)
end

pub fn area(side :: Int) -> Int = side * side
#- rooms.mpl
pub fn area(side :: Int) -> Int = side
pub fn height(side :: Int) -> Int = side
