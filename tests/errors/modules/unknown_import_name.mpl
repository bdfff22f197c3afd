from Shapes import area, perimeter, circel, Round
#                        ^^^^^^^^^ E0034
#                                   ^^^^^^ E0034
#                                           ^^^^^ E0034

fn main() do
  println("${area(2)}")
end
#- shapes.mpl
pub fn area(side :: Int) -> Int do
  side * side
end

pub fn circle() -> Int do
  3
end

pub type Corner do
  Round
  Sharp(Int)
end
