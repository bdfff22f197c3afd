fn main() do
  println "hi"
# ^^^^^^^^^^^^ P0001
end
#- behind.mpl
pub fn twice(x :: Int) -> Int = x * 2

pub fn show() do
  println [1]
#          ^ E0005
  println -3
#         ^ E0005
  let y = twice -3
#               ^ E0005
  println("${y + 1}")
end
