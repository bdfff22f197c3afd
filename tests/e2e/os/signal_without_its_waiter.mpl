# driver: signal_without_its_waiter.py
# Who waited for a signal and is dead waits no longer: whoever waits next gets it, and where nobody does, it ends the program.
actor waits() do
  println("waits")
  println(Process.wait_signal())
end

fn main() do
  let (pid, _) = Process.spawn_monitor(waits)
  let _ = IO.read_line()
  Process.exit(pid, Killed)
  receive do
    (:down, _, _, _) -> println("dead")
  end
  if Env.args() == ["again"] do
    Timer.sleep(300)
    println(Process.wait_signal())
  else
    Timer.sleep(600000)
  end
end
