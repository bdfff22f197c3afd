# stderr: b fails
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

supervisor Tree do
  strategy: one_for_all

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

fn main() do
  Process.register("main", self())
  let tree = spawn(Tree)
  println(heard(3))
  send(Process.whereis("b"), Crash)
  println(heard(6))
  println(quiet())
  send(Process.whereis("b"), Finish)
  println(heard(6))
  Process.exit(tree, Shutdown)
  println(heard(3))
  println(quiet())
end
