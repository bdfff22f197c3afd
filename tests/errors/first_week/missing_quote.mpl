fn main() do
  println("hello)
#         ^ P0001
end
