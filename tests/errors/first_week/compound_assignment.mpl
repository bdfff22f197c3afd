fn main() do
  let total = 0
  total += 1
#       ^^ P0001
  println("${total}")
end
