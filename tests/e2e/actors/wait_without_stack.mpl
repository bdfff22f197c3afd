# An actor that waits at the begin of its function leaves its stack when there are many: what it goes on with, what is done once, and
# how it ends are the same as ever.
type Ask do
  Add(String)
  Tell(Pid<String>)
  Bound
  Stop
end

# Its state is its arguments.
actor keeper(name :: String, words :: List<String>, count :: Int) do
  receive do
    Add(word) -> keeper(name, List.append(words, word), count + 1)
    Tell(to) -> do
      send(to, "${name} ${String.join(words, ",")} ${count}")
      keeper(name, words, count)
    end
    Bound -> do
      Process.limit_memory(1_000_000)
      keeper(name, words, count)
    end
    Stop -> ()
  end
end

# What waits for another order of things stays in its order.
actor picky(to :: Pid<String>, wanted :: Int) do
  receive do
    n when n == wanted -> do
      send(to, "got ${n}")
      if wanted < 3 do picky(to, wanted + 1) end
    end
  end
end

# Nothing is done before a receive, but for what can be done again.
actor counts_down(to :: Pid<String>, left :: Int) do
  if left == 0 do
    send(to, "zero")
  else
    receive do
      n -> counts_down(to, left - n)
    end
  end
end

# This is done once.
actor greets(to :: Pid<String>) do
  send(to, "hello")
  receive do
    n -> send(to, "then ${n}")
  end
end

fn wait_for_number(to :: Pid<String>) -> () do
  receive do
    n -> send(to, "inside ${n}")
  end
end

# Something is left to do when the function returns.
actor goes_on(to :: Pid<String>) do
  wait_for_number(to)
  wait_for_number(to)
  send(to, "outside")
end

actor asks_at_end(to :: Pid<String>, held :: List<String>) do
  Process.on_exit(fn -> send(to, "ended with ${String.join(held, " ")}") end)
  waits(held)
end

fn waits(held :: List<String>) -> () do
  receive do
    n -> do
      if n < 0 do panic("broken") end
      waits(List.append(held, "${n}"))
    end
  end
end

fn heard() -> String do
  receive do
    text -> text
  after 20000 -> "nothing"
  end
end

fn down() -> String do
  receive do
    (:down, _, reason) -> "${reason}"
  after 20000 -> "nothing"
  end
end

fn main() do
  let main = self()
  # So many that those that follow leave their stacks.
  let crowd = for n in 0..200 do
    spawn(keeper, "crowd", ["${n}"], 0)
  end
  let kept = spawn(keeper, "kept", ["a", "b"], 2)
  let bounded = spawn(keeper, "bounded", ["a"], 1)
  let chooses = spawn(picky, main, 1)
  let falls = spawn(counts_down, main, 3)
  let polite = spawn(greets, main)
  let long = spawn(goes_on, main)
  let last = spawn(asks_at_end, main, ["held"])
  println(heard())
  Timer.sleep(200)
  let without = List.filter(crowd, fn pid ->
    Option.map(Process.info(pid), fn info -> info.stack end) == Some(0)
  end)
  println("${List.length(without) > 100}")
  send(kept, Add("c"))
  send(kept, Tell(main))
  println(heard())
  Timer.sleep(50)
  send(kept, Tell(main))
  println(heard())
  # Where memory is bounded there may be none for what it goes on with.
  send(bounded, Bound)
  send(bounded, Tell(main))
  println(heard())
  Timer.sleep(100)
  println("${Option.map(Process.info(bounded), fn info -> info.stack > 0 end)}")
  send(bounded, Stop)
  for n in [3, 2, 1] do
    send(chooses, n)
    Timer.sleep(20)
  end
  println("${heard()} ${heard()} ${heard()}")
  for n in [1, 2] do
    send(falls, n)
    Timer.sleep(20)
  end
  println(heard())
  send(polite, 1)
  println(heard())
  send(long, 1)
  println(heard())
  Timer.sleep(20)
  send(long, 2)
  println("${heard()} ${heard()}")
  Process.monitor(last)
  send(last, 1)
  Timer.sleep(20)
  Process.exit(last, Shutdown)
  println("${heard()} ${down()}")
  Process.monitor(kept)
  Process.exit(kept, Killed)
  println(down())
  for pid in crowd do
    send(pid, Tell(main))
  end
  let all = for _ in crowd do
    heard()
  end
  println("${List.length(all)} ${List.contains(all, "crowd 199 0")}")
  for pid in crowd do
    send(pid, Stop)
  end
end
