# stderr: child slow does not start within 30 ms
# stderr: child flaky does not start within 40 ms: restarting it (2 of 3)
# A start that takes too long has failed: it is ended, with all that it has started.
service Slow do
  fn init() -> Int do
    Process.register("slow", Process.me())
    Timer.sleep(60000)
    0
  end
end

# Takes too long at its second start only.
service Flaky do
  fn init(starts :: Pid<Int>) -> Int do
    Process.register("flaky", Process.me())
    send(starts, 1)
    if Option.is_some(Process.find("slow next")) do
      Process.unregister("slow next")
      Timer.sleep(60000)
    end
    0
  end
end

supervisor Tree do
  child slow do
    start: fn -> Slow.start() end
    start_timeout: 30
  end
end

actor idle() do
  receive do
    :stop -> ()
  end
end

fn started() do
  receive do
    _n -> println("flaky starts")
  end
end

fn main() do
  let (_, of_declared) = Process.spawn_monitor(Tree)
  receive do
    (:down, ref, _, reason) when ref == of_declared -> println("${reason}")
  end
  let (tree, of_tree) = Process.spawn_monitor(fn ->
    Supervisor.run(OneForOne, 3, 5, [
      Supervisor.start_within(Supervisor.child("slow", fn -> Slow.start() end, Permanent, 100), 30)
    ])
  end)
  receive do
    (:down, ref, pid, reason) when ref == of_tree -> println("${pid == tree} ${reason}")
  end
  println("slow is gone: ${gone("slow")}")
  let me = self()
  let child = Supervisor.child("flaky", fn -> Flaky.start(me) end, Permanent, 100)
  let again = Supervisor.start(OneForOne, 3, 5, [Supervisor.start_within(child, 40)])
  started()
  Process.register("slow next", spawn(idle))
  Process.exit(Process.whereis("flaky"), Killed)
  started()
  started()
  println("${Supervisor.count_children(again).active}")
  Process.exit(again, Shutdown)
end

fn gone(name :: String) -> Bool do
  case Process.find(name) do
    None -> true
    _ -> do
      Timer.sleep(1)
      gone(name)
    end
  end
end
