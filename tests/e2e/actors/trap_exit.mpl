# stderr: first child
# An actor that traps exits gets them as signals; only a kill cannot be trapped.
actor child(text :: String) do
  panic(text)
end

actor calm() do
  ()
end

actor trapper(report :: Pid<String>) do
  Process.trap_exit(true)
  link(spawn(child, "first child"))
  receive do
    (:exit, _, reason) -> send(report, "trapped ${reason}")
  end
  link(spawn(calm))
  receive do
    (:exit, _, Normal) -> send(report, "trapped a normal end")
    (:exit, _, Noproc) -> send(report, "trapped a normal end")
  end
  send(report, "ready")
  receive do
    (:exit, _, reason) -> send(report, "asked to end: ${reason}")
  end
  send(report, "ready")
  receive do
    (:exit, _, _reason) -> send(report, "never")
  end
end

fn main() do
  let t = spawn(trapper, self())
  let heard = fn ->
    receive do
      text -> println(text)
    end
  end
  heard()
  heard()
  heard()
  Process.exit(t, Shutdown)
  heard()
  heard()
  Process.monitor(t)
  Process.exit(t, Killed)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
end
