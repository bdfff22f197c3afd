# stderr: inner_a fails
# Workers tell main when they start and when they end.
type Order do
  Crash
  Finish
end

actor worker(name :: String) do
  let report :: Pid = Process.whereis("main")
  Process.on_exit(fn -> send(report, "-${name}") end)
  send(report, "+${name}")
  Process.register(name, self())
  receive do
    Crash -> panic("${name} fails")
    Finish -> ()
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

fn heard(count :: Int) -> String do
  String.join(
    for _ in 0..count do
      receive do
        text -> text
      after 5000 -> "nothing"
      end
    end,
    " "
  )
end

fn quiet() -> String do
  receive do
    text -> text
  after 150 -> "quiet"
  end
end

supervisor Inner do
  strategy: one_for_all
  max_restarts: 1
  max_seconds: 60

  child first do
    start: fn -> begin("inner_a") end
    restart: permanent
    shutdown: 1000
  end

  child second do
    start: fn -> begin("inner_b") end
    restart: permanent
    shutdown: 1000
  end
end

supervisor Outer do
  strategy: one_for_one

  child before do
    start: fn -> begin("outer") end
    restart: permanent
    shutdown: 1000
  end

  child nested do
    start: fn -> spawn(Inner) end
    restart: permanent
    shutdown: 5000
  end
end

fn main() do
  Process.register("main", self())
  let tree = spawn(Outer)
  println(heard(3))
  # The inner supervisor deals with it.
  send(Process.whereis("inner_a"), Crash)
  println(heard(4))
  # It gives up, and the outer one starts it anew.
  send(Process.whereis("inner_a"), Crash)
  println(heard(4))
  println(quiet())
  # Stopping the outer one stops all, the latest first.
  Process.exit(tree, Shutdown)
  println(heard(3))
end
