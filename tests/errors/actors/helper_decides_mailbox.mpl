# A helper that receives gives its mailbox to the actor that calls it.
fn wait_for_number() -> Int do
  receive do
    n -> n + 0
  end
end

actor adder() do
  let a = wait_for_number()
  println("${a}")
end

fn main() do
  let pid = spawn(adder)
  send(pid, "text")
  #         ^^^^^^ E0014
end
