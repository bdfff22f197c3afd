# A name in a loop is another one than that outside.
fn main() do
  let total = 0
  for x in [1, 2, 3] do
    let total = total + x
#       ^^^^^ W0003
  end
  println("${total}")
end
