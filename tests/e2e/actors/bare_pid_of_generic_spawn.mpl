# stderr: receives Int, not String
# An actor keeps its message type when it is started far from where its function is written, by code that never names it.
actor worker(n :: Int, report :: Pid<String>) do
  receive do
    x -> send(report, "${x + n}")
  end
end

fn go(f :: Fun() -> ()) -> Pid do
  spawn(f)
end

fn further(f :: Fun() -> ()) -> Pid = go(f)

fn inside(f :: Fun() -> ()) -> Pid do
  let start = fn -> spawn(f) end
  start()
end

fn inferred(f) do
  let pid = spawn(f)
  let bare :: Pid = pid
  bare
end

fn wrong(pid :: Pid) do
  let (_, _) = Process.spawn_monitor(fn -> send(pid, "four") end)
  receive do
    (:down, _, Error(text)) -> println("${String.contains(text, "receives Int, not String")}")
  end
  send(pid, 4)
  receive do
    text -> println(text)
  end
end

fn main() do
  let main = self()
  let f = fn -> worker(3, main) end
  wrong(go(f))
  wrong(further(f))
  wrong(inside(f))
  wrong(inferred(f))
  let value = further
  wrong(value(f))
  let (pid, _) = Process.spawn_monitor(f)
  wrong(pid)
end
