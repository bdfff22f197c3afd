fn main() do
  let a = 1 let b = 2
  #         ^^^ W0005
  println("${a + b}")
end
