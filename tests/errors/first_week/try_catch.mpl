fn main() do
  try do
# ^^^ P0001
    println("a")
  catch e do
    println("b")
  end
end
