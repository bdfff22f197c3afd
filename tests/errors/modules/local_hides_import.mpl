from Shapes import area, scale, LIMIT
from Shapes import Shape
#    ^^^^^^ E0054

const LIMIT = 3
#     ^^^^^ W0008

fn area(side :: Int) -> Int = side * side
#  ^^^^ W0008

fn scale(one :: Int, other :: Int) -> Int = one * other

fn main() do
  println("${area(2)} ${scale(3)} ${scale(2, 2)} ${LIMIT} ${Shape { side: 1 }.side}")
end
#- shapes.mpl
pub struct Shape do
  side :: Int
end

pub const LIMIT = 10

pub fn area(side :: Int) -> Int = side * side * 2

pub fn scale(n :: Int) -> Int = n * 10
