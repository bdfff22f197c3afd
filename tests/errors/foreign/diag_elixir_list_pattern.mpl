fn sum(xs :: List<Int>) -> Int do
  case xs do
    [] -> 0
    [head | tail] -> head + sum(tail)
#   ^^^^^^^^^^^^^ P0001
  end
end
fn main() do
  println("${sum([1])}")
end
