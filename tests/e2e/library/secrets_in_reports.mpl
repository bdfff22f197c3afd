# stderr: last message: Log(Some(Config.Secret<String>(***)), (Config.Secret<Int>(***), 7))
# A crash report shows the last message, but no secret in it.
type Message do
  Log(Option<Secret<String>>, (Secret<Int>, Int))
end

actor worker() do
  receive do
    Log(_, _) -> panic("no")
  end
end

fn main() do
  let pid = spawn(worker)
  let _ = Process.monitor(pid)
  send(pid, Log(Some(Config.secret("hidden text")), (Config.secret(424242), 7)))
  receive do
    (:down, _, _) -> println("down")
  end
end
