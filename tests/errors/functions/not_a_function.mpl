fn main() do
  let n = 3
  println("${n(1)}")
  #          ^ E0005
end
