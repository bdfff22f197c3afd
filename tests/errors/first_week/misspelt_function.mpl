fn main() do
  println("${List.lenght([1, 2])}")
#                 ^^^^^^ E0004
end
