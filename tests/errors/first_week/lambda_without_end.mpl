fn main() do
  let xs = List.map([1, 2], fn x -> x + 1)
#                           ^^ P0001
  println("${xs}")
end
