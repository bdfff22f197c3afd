# stderr: out of memory: the actor may have 1000000 bytes
# Messages that wait count for the memory of an actor, whether it looks at them or not; those that it has taken do not.
fn reason(of :: Monitor) -> String do
  receive do
    (:down, ref, _, reason) when ref == of -> "${reason}"
  end
end

fn flood(to :: Pid<String>, text :: String, times :: Int) -> () do
  for _ in 0..times do
    send(to, text)
  end
  ()
end

# Takes each before the next is sent.
fn one_by_one(to :: Pid<(Pid<()>, String)>, text :: String, times :: Int) -> () do
  for _ in 0..times do
    let me :: Pid<()> = self()
    send(to, (me, text))
    receive do
      () -> ()
    end
  end
  ()
end

actor sleeper() memory 1_000_000 do
  Timer.sleep(60000)
  receive do
    text -> println("${String.length(text)}")
  end
end

actor waits_for_other() memory 1_000_000 do
  receive do
    "wanted" -> println("found")
  end
end

actor many_small() memory 1_000_000 do
  receive do
    -1 -> println("found")
  end
end

actor taker(left :: Int) memory 1_000_000 do
  if left > 0 do
    receive do
      (from, text) -> if String.length(text) > 0 do send(from, ()) end
    end
    taker(left - 1)
  end
end

fn main() do
  let text = String.repeat("x", 100_000)
  let (pid, watch) = Process.spawn_monitor(fn -> sleeper() end)
  flood(Process.typed(pid), text, 8)
  Timer.sleep(20)
  println("alive with 800,000 bytes: ${Process.alive(pid)}")
  flood(Process.typed(pid), text, 3)
  println(reason(watch))
  let (pid, watch) = Process.spawn_monitor(fn -> waits_for_other() end)
  flood(Process.typed(pid), text, 20)
  println(reason(watch))
  let (pid, watch) = Process.spawn_monitor(fn -> many_small() end)
  let small :: Pid<Int> = Process.typed(pid)
  for n in 0..60000 do
    send(small, n)
  end
  println(reason(watch))
  let (pid, watch) = Process.spawn_monitor(fn -> taker(100) end)
  one_by_one(Process.typed(pid), text, 100)
  println(reason(watch))
end
