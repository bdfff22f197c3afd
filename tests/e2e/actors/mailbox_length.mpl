# The length of a mailbox can be read from outside.
actor sleepy() do
  receive do
    (:go, n) -> println("go ${n + 0}")
  end
  receive do
    (:end, n) -> println("end ${n + 0}")
  end
end

fn main() do
  let p = spawn(sleepy)
  for n in 0..10 do
    send(p, (:work, n))
  end
  Timer.sleep(30)
  println("${Process.mailbox_length(p)}")
  send(p, (:go, 0))
  Timer.sleep(30)
  println("${Process.mailbox_length(p)}")
  send(self(), 1)
  send(self(), 2)
  println("${Process.mailbox_length(self())}")
  receive do
    n -> println("${n} ${Process.mailbox_length(self())}")
  end
  receive do
    n -> println("${n} ${Process.mailbox_length(self())}")
  end
  Process.exit(p, Killed)
  Timer.sleep(30)
  println("${Process.mailbox_length(p)}")
end
