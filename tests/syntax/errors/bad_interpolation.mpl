# mistakes: 3
fn main() do
  println("a ${} b")
  println("a ${1 +} b")
  println("a ${x y} b")
  println("fine ${x}")
end
