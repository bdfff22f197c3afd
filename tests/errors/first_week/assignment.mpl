fn main() do
  let total = 0
  for n in [1, 2] do
    total = total + n
#         ^ P0001
  end
  println("${total}")
end
