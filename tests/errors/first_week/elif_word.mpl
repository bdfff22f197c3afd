fn main() do
  let x = 3
  if x > 2 do
    println("a")
  elif x > 1 do
# ^^^^ P0001
    println("b")
  end
end
