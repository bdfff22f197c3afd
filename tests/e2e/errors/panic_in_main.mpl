# exit: 1
# stderr: broken on purpose
fn main() do
  println("before")
  panic("broken on purpose")
  println("after")
end
