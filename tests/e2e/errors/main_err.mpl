# exit: 1
# stderr: it went wrong
fn main() do
  println("before")
  Err("it went wrong")
end
