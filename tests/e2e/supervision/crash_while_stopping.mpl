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
  send(report, "start ${name}")
  Process.register(name, self())
  receive do
    Crash -> panic("${name} fails")
  end
end

# Starts a worker that has told main of it: so starts are heard of in their order.
fn begin(name :: String) -> Pid do
  let pid = spawn(worker, name)
  await_name(name, pid)
  pid
end

fn await_name(name :: String, pid :: Pid) -> () do
  if Process.find(name) != Some(pid) and Process.alive(pid) do
    Timer.sleep(1)
    await_name(name, pid)
  end
end

supervisor Tree do
  strategy: rest_for_one

  child a do
    start: fn -> begin("a") end
    restart: permanent
    shutdown: 1000
  end

  child b do
    start: fn -> begin("b") end
    restart: permanent
    shutdown: 1000
  end

  child c do
    start: fn -> begin("c") end
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
  for text in List.sorted(texts) do
    println(text)
  end
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
