fn total(xs :: [Int]) -> Int = List.sum(xs)
#              ^ P0001
fn main() do
  println("${total([1])}")
end
