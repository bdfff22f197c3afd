fn describe(0) = "zero"
fn describe(1) = "one"
fn describe(n) when n < 0 = "negative"
fn describe(n) = "many: ${n}"

fn area((w, h)) = w * h

fn main() do
  println(describe(0))
  println(describe(1))
  println(describe(-4))
  println(describe(7))
  println("${area((3, 4))}")
end
