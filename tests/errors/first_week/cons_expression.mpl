fn main() do
  let all = 1 :: [2, 3]
#             ^^ P0001
  println("${all}")
end
