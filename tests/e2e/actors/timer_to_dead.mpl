# A message that comes after its receiver's end goes nowhere.
actor short() do
  receive do
    n -> println("got ${n + 1}")
  end
end

fn main() do
  let p = spawn(short)
  Timer.send_after(p, 40, 100)
  Process.monitor(p)
  send(p, 1)
  receive do
    (:down, _, _) -> ()
  end
  println("${Process.alive(p)}")
  Timer.sleep(100)
  println("done")
end
