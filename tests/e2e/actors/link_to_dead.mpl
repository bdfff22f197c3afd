# Linking to an actor that is gone ends the one that links, unless it traps exits.
actor short() do
  ()
end

actor linker(to :: Pid) do
  link(to)
  Timer.sleep(5000)
  println("not reached")
end

fn main() do
  let (gone, _) = Process.spawn_monitor(fn -> short() end)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
  let _ = Process.spawn_monitor(fn -> linker(gone) end)
  receive do
    (:down, _, Linked(from, _)) -> println("linked ${from == gone}")
  end
  Process.trap_exit(true)
  link(gone)
  receive do
    (:exit, from, reason) -> println("${from == gone} ${reason}")
  end
end
