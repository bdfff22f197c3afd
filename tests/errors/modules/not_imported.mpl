fn main() do
  println("${Shapes.area(2)}")
  #          ^^^^^^ E0004
end
#- shapes.mpl
pub fn area(side :: Int) -> Int do
  side * side
end
