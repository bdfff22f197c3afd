# stderr: the worker fails
# A link works in both directions, whoever made it; a normal end does not travel.
actor waiting(report :: Pid<String>, name :: String) do
  receive do
    () -> send(report, "${name} goes on")
  end
end

actor failing(peer :: Pid<()>) do
  link(peer)
  panic("the worker fails")
end

actor quiet(peer :: Pid<()>) do
  link(peer)
end

actor tied(report :: Pid<String>, peer :: Pid<()>) do
  link(peer)
  send(report, "tied")
  receive do
    () -> ()
  end
end

fn main() do
  let a = spawn(waiting, self(), "a")
  let _watch = Process.monitor(a)
  spawn(failing, a)
  receive do
    (:down, pid, reason) -> println("${pid == a} ${Process.is_abnormal(reason)}")
  end
  let b = spawn(waiting, self(), "b")
  spawn(quiet, b)
  Timer.sleep(50)
  send(b, ())
  receive do
    text -> println(text)
  end
  # The other direction: the one that was linked ends, the one that made the link follows.
  let c = spawn(waiting, self(), "c")
  let d = spawn(tied, self(), c)
  receive do
    text -> println(text)
  end
  Process.monitor(d)
  Process.exit(c, Custom("enough"))
  receive do
    (:down, pid, Linked(from, text)) -> println("${pid == d} ${from == c} ${text}")
  end
end
