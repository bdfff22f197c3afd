fn main() do
  let xs = List.map([1, 2], x -> x + 1)
#                             ^^ P0001
  println("${xs}")
end
