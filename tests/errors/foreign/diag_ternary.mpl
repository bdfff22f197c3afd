fn main() do
  let x = 3
  let y = x > 2 ? "big" : "small"
#               ^ P0001
  if x != 3 && !(x == 4) do
    println(y)
  end
end
