# exit: 1
# stderr: integer overflow in +
fn main() do
  let big = 9223372036854775807
  println("${big}")
  println("${big + 1}")
end
