# exit: 1
# stderr: division by zero
fn divide(a, b) = a / b

fn main() do
  println("${divide(10, 2)}")
  println("${divide(1, 0)}")
end
