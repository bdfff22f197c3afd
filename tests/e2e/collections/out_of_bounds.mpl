# exit: 1
# stderr: out of bounds
fn main() do
  let xs = [1, 2]
  println("${List.get(xs, 1)}")
  println("${List.get(xs, 5)}")
end
