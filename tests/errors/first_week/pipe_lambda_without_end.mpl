fn main() do
  let xs = [1, 2] |> List.map(fn x -> x + 1) |> List.sum
#                             ^^ P0001
  println("${xs}")
end
