# driver: blocked_stdout_freezes_scheduler.py
# Standard output is a pipe that nobody reads: who prints waits, the others go on, also those that report crashes.
actor tick(n :: Int) do
  Timer.sleep(20)
  IO.eprintln("tick ${n}")
  if n < 3 do tick(n + 1) end
end

fn spam(n :: Int) do
  println("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ${n}")
  if n > 1 do spam(n - 1) else IO.eprintln("all printed") end
end

fn main() do
  let (spammer, _) = Process.spawn_monitor(fn -> spam(20000) end)
  Timer.sleep(300)
  spawn(tick, 0)
  spawn(fn -> panic("in the middle") end)
  Timer.sleep(300)
  IO.eprintln("one still prints: ${Process.alive(spammer)}")
  receive do
    (:down, _, reason) -> IO.eprintln("${reason}")
  end
end
