# stderr: a supervisor restarts its children at most -1 times: 0 or more are possible
# stderr: a supervisor counts restarts over -5 s: it takes at least 1
# stderr: a shutdown of -2 ms for child q: a time is 0 or more, and -1 kills at once
# stderr: a start of child q within 0 ms: it takes at least 1
# stderr: two children are named q
# Numbers that cannot be meant are refused with a sentence; strategies and kinds of restart are types. What a supervisor is
# asked to do with children of all kinds, it does.
actor stubborn() do
  Process.trap_exit(true)
  stubborn_loop()
end

fn stubborn_loop() -> () do
  receive do
    (:exit, _, _) -> stubborn_loop()
  end
end

actor looper() do
  spin(0)
end

fn spin(n :: Int) -> Int do
  if n > 1000000000000 do n else spin(n + 1) end
end

actor polite(report :: Pid<String>, name :: String) do
  receive do
    :stop -> ()
  end

  terminate do
    send(report, name)
  end
end

actor slow_end(report :: Pid<String>) do
  receive do
    :stop -> ()
  end

  terminate do
    Timer.sleep(60000)
    send(report, "slow")
  end
end

fn heard() -> String do
  receive do
    text -> text
  after 0 -> "nothing"
  end
end

fn ended(watched :: Monitor) -> String do
  receive do
    (:down, ref, _, reason) when ref == watched -> "${reason}"
  end
end

fn of(start :: Fun() -> ()) -> String do
  let (_, watched) = Process.spawn_monitor(start)
  ended(watched)
end

fn q() -> ChildSpec = Supervisor.child("q", fn -> spawn(looper) end, Permanent, 5)

fn main() do
  let me = self()
  let first = Supervisor.start(OneForOne, 3, 5, [
    Supervisor.child("a", fn -> spawn(polite, me, "a") end, Permanent, 5000),
    Supervisor.child("stubborn", fn -> spawn(stubborn) end, Permanent, 20),
    Supervisor.child("looper", fn -> spawn(looper) end, Permanent, 20),
    Supervisor.child("slow", fn -> spawn(slow_end, me) end, Permanent, 30),
    Supervisor.child("brutal", fn -> spawn(polite, me, "brutal") end, Permanent, -1),
    Supervisor.child("z", fn -> spawn(polite, me, "z") end, Permanent, 5000)
  ])
  let watched = Process.monitor(first)
  Process.exit(first, Shutdown)
  println("${ended(watched)}: ${heard()} ${heard()} ${heard()}, left ${List.length(Process.list())}")
  println(of(fn -> Supervisor.run(OneForAll, -1, 5, [q()]) end))
  println(of(fn -> Supervisor.run(RestForOne, 1, -5, [q()]) end))
  println(of(fn ->
    let _ = Supervisor.child("q", fn -> spawn(looper) end, Transient, -2)
  end))
  println(of(fn ->
    let _ = Supervisor.start_within(q(), 0)
  end))
  println(of(fn -> Supervisor.run(OneForOne, 1, 5, [q(), q()]) end))
end
