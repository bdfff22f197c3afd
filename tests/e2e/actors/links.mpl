# stderr: first
actor first() do
  Timer.sleep(10)
  panic("first")
end

actor second(other :: Pid<()>) do
  link(other)
  Timer.sleep(120000)
  println("never printed")
end

fn main() do
  let a = spawn(first)
  let b = spawn(second, a)
  Process.monitor(b)
  receive do
    (:down, _, _) -> println("second died with first")
  after 60000 -> println("second is alive")
  end
end
