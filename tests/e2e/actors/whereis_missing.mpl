# exit: 1
# stderr: no process is registered as nobody
fn main() do
  println("before")
  send(Process.whereis("nobody"), 1)
  println("after")
end
