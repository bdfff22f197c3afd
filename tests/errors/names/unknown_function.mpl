fn area(side :: Int) -> Int do
  side * side
end

fn main() do
  println("${arae(3)} ${List.frist([1])}")
  #          ^^^^ E0004      ^^^^^ E0004
end
