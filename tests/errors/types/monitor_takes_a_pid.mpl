# Section 10, 19: pids are no numbers.
fn main() do
  Process.monitor(4)
  #               ^ E0001
  send(4, "hello")
  #    ^ E0001
end
