# stderr: a fails
# A child that crashes while the supervisor waits for others to stop is restarted afterwards.
type Order do
  Crash
end

# Tells main when it starts and when it is stopped; `c` takes its time to stop.
actor worker(name :: String) do
  let report :: Pid = Process.whereis("main")
  Process.on_exit(fn ->
    if name == "c" do
      send(report, "stopping c")
      Timer.sleep(300)
    end
  end)
  Process.register(name, self())
  send(report, "start ${name}")
  receive do
    Crash -> panic("${name} fails")
  end
end

supervisor Tree do
  strategy: rest_for_one

  child a do
    start: fn -> spawn(worker, "a") end
    restart: permanent
    shutdown: 1000
  end

  child b do
    start: fn -> spawn(worker, "b") end
    restart: permanent
    shutdown: 1000
  end

  child c do
    start: fn -> spawn(worker, "c") end
    restart: permanent
    shutdown: 1000
  end
end

fn crash(name :: String) -> () do
  let worker :: Pid = Process.whereis(name)
  send(worker, Crash)
end

# So many messages, in alphabetical order: they come from several actors.
fn told(count :: Int) -> () do
  let texts = for _ in 0..count do
    receive do
      text -> text
    end
  end
  for text in List.sorted(texts) do println(text) end
  ()
end

fn main() do
  Process.register("main", self())
  spawn(Tree)
  told(3)
  crash("b")
  told(1)
  crash("a")
  # First b and c start again, then all because of a.
  told(3)
  told(3)
end
