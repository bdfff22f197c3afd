fn main() do
  let sums = List.map([(1, 2)], fn (a, b) -> a + b end)
  #                             ^^^^^^^^^^^^^^^^^^^^^^ E0001
  println("${sums}")
end
