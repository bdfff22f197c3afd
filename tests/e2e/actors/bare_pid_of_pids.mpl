# stderr: receives Pid<String>, not Pid<Int>
# Through a bare `Pid`, and by its name, what pids and functions in a message receive is compared as well.
actor ints() do
  receive do
    n -> do
      println("${n + 1}")
      ints()
    end
  end
end

actor greeter() do
  receive do
    who -> do
      send(who, "hello")
      greeter()
    end
  end
end

# Takes the pids of all actors.
actor watcher(report :: Pid<String>) do
  receive do
    (:watch, all) -> do
      send(report, "${List.all(all, fn pid -> Process.alive(pid) end)}")
      watcher(report)
    end
  end
end

actor runs(report :: Pid<String>) do
  receive do
    f -> do
      send(report, "${f()}")
      runs(report)
    end
  end
end

fn take() -> Int do
  receive do
    n -> n + 1
  end
end

fn five() -> Int = 5

fn tell<M>(pid :: Pid, message :: M) do
  send(pid, message)
end

fn hand(pid :: Pid, f :: Fun() -> Int) do
  send(pid, f)
end

fn outcome(run :: Fun() -> ()) -> String do
  let (_, watch) = Process.spawn_monitor(run)
  receive do
    (:down, ref, _, Error(text)) when ref == watch ->
      "refused ${String.contains(text, " receives ")}"
    (:down, ref, _, _) when ref == watch -> "sent"
  end
end

fn answer() do
  receive do
    text -> println(text)
  end
end

fn main() do
  let main :: Pid<String> = self()
  let number = spawn(ints)
  let greets :: Pid = spawn(greeter)
  println(outcome(fn -> send(greets, number) end))
  println(outcome(fn -> tell(greets, number) end))
  let bare :: Pid = number
  println(outcome(fn -> send(greets, bare) end))
  send(greets, main)
  answer()
  tell(greets, main)
  answer()
  let watches :: Pid = spawn(watcher, main)
  send(watches, (:watch, [number]))
  answer()
  send(watches, (:watch, [bare, main]))
  answer()
  let typed :: Pid<Fun() -> Int> = spawn(runs, main)
  let calls :: Pid = typed
  println(outcome(fn -> send(calls, take) end))
  println(outcome(fn -> hand(calls, take) end))
  send(calls, five)
  answer()
  hand(calls, five)
  answer()
  tell(calls, fn -> 6 end)
  answer()
  let _ = Process.register("greeter", greets)
  println(outcome(fn ->
    let wrong :: Pid<Pid<Int>> = Process.whereis("greeter")
    send(wrong, number)
  end))
  let right :: Pid<Pid<String>> = Process.whereis("greeter")
  send(right, main)
  answer()
end
