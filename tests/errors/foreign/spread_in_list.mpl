fn more(xs :: List<Int>) -> List<Int> do
  [1, ..xs]
  #   ^^ P0001
end

fn most(xs :: List<Int>) -> List<Int> do
  [...xs, 1]
 # ^^ P0001
end

fn main() do
  println("${more([2])} ${most([2])}")
end
