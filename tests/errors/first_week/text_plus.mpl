fn main() do
  let name = "Ann"
  println("Hello " + name)
#         ^^^^^^^^ E0001
end
