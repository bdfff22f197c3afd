# exit: 1
# stderr: integer overflow
# modes: debug release
fn divide(a :: Int, b :: Int) -> Int = a / b

fn main() do
  let min = -9223372036854775807 - 1
  println("${divide(min, 1) == min} ${divide(7, -1)}")
  println("${divide(min, String.length("x") - 2)}")
end
