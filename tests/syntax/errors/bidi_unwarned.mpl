# mistakes: 1
fn main() do
  # ‮ evil ⁦
  println("x")
end
