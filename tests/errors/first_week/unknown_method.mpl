fn main() do
  let xs = [1, 2, 3]
  println("${xs.size()}")
#               ^^^^ E0030
end
