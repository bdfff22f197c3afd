# A monitor that was taken back tells nothing, not even what had arrived already.
actor short() do
  receive do
    () -> ()
  end
end

fn heard() -> String do
  receive do
    (:down, _, reason) -> "down ${reason}"
  after 100 -> "silence"
  end
end

fn main() do
  let a = spawn(short)
  let first = Process.monitor(a)
  Process.demonitor(first)
  send(a, ())
  println(heard())
  let b = spawn(short)
  let second = Process.monitor(b)
  send(b, ())
  Timer.sleep(100)
  Process.demonitor(second)
  println(heard())
  let c = spawn(short)
  let third = Process.monitor(c)
  let fourth = Process.monitor(c)
  println("${third == fourth}")
  send(c, ())
  Process.demonitor(third)
  println(heard())
  println(heard())
end
