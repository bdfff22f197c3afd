fn spin(n :: Int) -> Int do
  if n < 0 do n else spin(n + 1 - 1 + 0) end
end

actor spinner() do
  spin(1)
  ()
end

fn main() do
  let all = [spawn(spinner), spawn(spinner), spawn(spinner)]
  Timer.sleep(20)
  println("main is alive")
  for pid in all do
    Process.monitor(pid)
  end
  for pid in all do
    Process.exit(pid, Killed)
  end
  for _one in all do
    receive do
      (:down, _, reason) -> println("${reason}")
    end
  end
  println("${List.map(all, fn pid -> Process.alive(pid) end)}")
end
