# A lock of a file belongs to one process and one actor, and ends with them.
fn attempt(path :: String) -> String do
  case File.try_lock(path) do
    Ok(lock) -> do
      File.unlock(lock)
      "free"
    end
    Err(problem) -> problem
  end
end

fn flock(path :: String) -> Result<CommandEnd, String> do
  Result.map(Command.new("flock", ["-n", path, "true"]) |> Command.run(), fn result ->
    result.ending
  end)
end

fn run() -> Result<(), String> do
  let path = "${Folder.temporary()?}/lock"
  let lock = File.try_lock(path)?
  println("${attempt(path)}, mode ${Int.to_string_base(File.info(path)?.mode, 8)}")
  # Another process sees it, too.
  println("flock: ${flock(path)?}")
  File.unlock(lock)
  File.unlock(lock)
  println(attempt(path))
  println("flock: ${flock(path)?}")
  let me = self()
  let holder = spawn(fn ->
    let _lock = File.try_lock(path)
    send(me, :locked)
    receive do
      (:never, _) -> ()
    end
  end)
  receive do
    :locked -> ()
  end
  println(attempt(path))
  Process.monitor(holder)
  Process.exit(holder, Killed)
  receive do
    (:down, _, _) -> ()
  end
  println(attempt(path))
  println(attempt("/nowhere/lock"))
  # No thread waits for somebody who reads it.
  let pipe = Path.join(Result.unwrap(Folder.temporary()), "pipe")
  let _made = Command.text(Command.new("mkfifo", [pipe]))?
  println(attempt(pipe))
  Ok(())
end

fn main() = run()
