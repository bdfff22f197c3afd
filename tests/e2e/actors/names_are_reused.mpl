# A name is free again when its actor has ended, or when it was taken back.
actor waits() do
  receive do
    () -> ()
  end
end

fn main() do
  let a = spawn(waits)
  let b = spawn(waits)
  println("${Process.register("desk", a)} ${Process.register("desk", b)}")
  println("${Process.whereis("desk") == a}")
  Process.monitor(a)
  Process.exit(a, Shutdown)
  receive do
    (:down, _, _) -> ()
  end
  println("${Option.is_none(Process.find("desk"))}")
  println("${Process.register("desk", a)} ${Process.register("desk", b)} ${Process.register("second", b)}")
  println("${Process.whereis("desk") == b} ${Process.whereis("second") == b}")
  println("${Process.unregister("desk")} ${Process.unregister("desk")}")
  println("${Option.is_none(Process.find("desk"))} ${Option.is_some(Process.find("second"))}")
end
