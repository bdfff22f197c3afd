# Section 10, 9: arithmetic is for numbers.
fn main() do
  println("${Math.abs("a")}")
  #                   ^^^ E0006
  println("${Math.max(1, 2.0)}")
  #                      ^^^ E0001
end
