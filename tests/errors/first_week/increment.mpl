fn main() do
  let i = 0
  i++
#  ^^ P0001
  println("${i}")
end
