fn main() do
  let xs = List.map([1, 2], fn x ->
#                           ^^ P0001
    let y = x + 1
    y * 2
  )
  println("${xs}")
end
