# A signal that no arm wants is dropped; it never stands for a message.
actor short() do
  ()
end

fn wait_for_end(pid :: Pid) do
  while Process.alive(pid) do
    Timer.sleep(1)
  end
end

fn main() do
  let first = spawn(short)
  let second = spawn(short)
  Process.monitor(first)
  Process.monitor(second)
  wait_for_end(first)
  wait_for_end(second)
  Timer.sleep(50)
  send(self(), "a message")
  receive do
    text -> println(text)
  end
  receive do
    (:down, _, reason) -> println("down ${reason}")
    text -> println(text)
  after 50 -> println("the signals are gone")
  end
end
