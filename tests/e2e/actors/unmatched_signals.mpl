# A signal that no arm wants is dropped; it never stands for a message.
actor short() do
  ()
end

fn main() do
  Process.monitor(spawn(short))
  Process.monitor(spawn(short))
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
