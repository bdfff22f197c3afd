# stderr: after unlink
# After `unlink` an end does not travel any more.
actor failing() do
  receive do
    () -> panic("after unlink")
  end
end

actor careful(peer :: Pid<()>, report :: Pid<String>) do
  link(peer)
  Process.unlink(peer)
  Process.monitor(peer)
  send(peer, ())
  receive do
    (:down, _, reason) -> send(report, "still here: ${reason}")
  end
end

fn main() do
  let f = spawn(failing)
  spawn(careful, f, self())
  receive do
    text -> println(text)
  after 10000 -> println("gone")
  end
  println("${Process.alive(f)}")
end
