import Shapes

fn main() do
  println("${Shapes.aera(2)} ${List.lenght([1])} ${Strin.length("a")}")
  #                 ^^^^ E0004      ^^^^^^ E0004   ^^^^^ E0004
end
#- shapes.mpl
pub fn area(side :: Int) -> Int do
  side * side
end
