fn main() do
  let x = default()
  #       ^^^^^^^ E0060
  println("${x}")
end
