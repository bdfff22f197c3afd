fn main() do
  let n = 3
  let half = n * 0.5
#                ^^^ E0001
  println("${half}")
end
