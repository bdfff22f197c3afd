fn main() do
  let x = 3
  let y = x > 2 ? "big" : "small"
#               ^ P0001
  println(y)
end
