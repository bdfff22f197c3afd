fn main() do
  let x = 1
  let y = x + 1
  let x = x * 10
  println("${x} ${y}")
  if true do
    let x = "inner"
    println(x)
  end
  println("${x}")
end
