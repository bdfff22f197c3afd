# stderr: crashed: a fails\n    at Main.worker/1 ({file}:17)\n    last message: Crash\n
# stderr: : child a ended: Error(a fails): restarting it (1 of 2)\n
# stderr: : child a ended: Error(a fails): restarting it (2 of 2)\n
# stderr: crashed: supervisor gave up on a: more than 2 restarts in 60 s (child a ended: Error(a fails))\n
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

supervisor Tree do
  strategy: one_for_one
  max_restarts: 2
  max_seconds: 60

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
end

fn main() do
  Process.register("main", self())
  let tree = spawn(Tree)
  Process.monitor(tree)
  println(heard(2))
  send(Process.whereis("a"), Crash)
  println(heard(2))
  send(Process.whereis("a"), Crash)
  println(heard(2))
  # The third within the time: the others are stopped, the supervisor ends with an error.
  send(Process.whereis("a"), Crash)
  println(heard(2))
  receive do
    (:down, pid, reason) -> println("${pid == tree} ${Process.is_abnormal(reason)}")
  end
end
