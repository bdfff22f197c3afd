# exit: 1
# stderr: waits for ever: no actor is left that could send to it
# Where everybody waits, nothing can happen any more: the program says so and ends, where it would hang for ever.
fn wait_for(n :: Int) -> Int do
  receive do
    x -> x + n
  end
end

actor idle() do
  receive do
    () -> ()
  end
end

fn main() do
  spawn(idle)
  println("waiting")
  println("${wait_for(3)}")
end
