# emulator: no, its `vfork` is a `fork`: that a program cannot be run is not known in time
# Programs that are talked to while they run; they end with their actor, and so do those that they have started.
fn shell(text :: String) -> RunningCommand =
  Result.unwrap(Command.start(Command.new("/bin/sh", ["-c", text])))

fn is_running(id :: Int) -> Bool do
  case File.read("/proc/${id}/stat") do
    Ok(text) -> not String.contains(text, ") Z ")
    Err(_) -> false
  end
end

fn ends(id :: Int, tries :: Int) -> Bool do
  if not is_running(id) do
    true
  else if tries == 0 do
    false
  else
    Timer.sleep(10)
    ends(id, tries - 1)
  end
end

# Whether the system knows nothing of it any more, soon.
fn is_gone(id :: Int, tries :: Int) -> Bool do
  if Result.is_err(File.read("/proc/${id}/stat")) do
    true
  else if tries == 0 do
    false
  else
    Timer.sleep(10)
    is_gone(id, tries - 1)
  end
end

# The number of the process that the program has started.
fn child_of(running :: RunningCommand) -> Int do
  case running.read_line() do
    Ok(Some(text)) -> Option.unwrap_or(String.to_int(text), 0)
    _ -> 0
  end
end

actor holder(report :: Pid<(Int, Int)>) do
  let running = shell("sleep 1000 & echo $!; wait")
  send(report, (running.id(), child_of(running)))
  receive do
    :crash -> panic("on purpose")
    :end -> ()
  end
end

fn with_holder(finish :: Fun(Pid<Atom>) -> ()) -> () do
  let pid = spawn(holder, self())
  receive do
    (id, child) -> do
      println("${is_running(id)} ${is_running(child)}")
      finish(pid)
      println("${ends(id, 2000)} ${ends(child, 2000)}")
    end
  end
end

# 1 GB, of which never more than a piece is here.
fn much() -> () do
  Process.limit_memory(4_000_000)
  let running = Result.unwrap(Command.start(Command.new("head", ["-c", "1000000000", "/dev/zero"])))
  println("${count(running, 0)} ${running.wait()}")
end

fn count(running :: RunningCommand, sum :: Int) -> Int do
  case running.read(1_000_000) do
    Ok(Some(bytes)) -> count(running, sum + Bytes.length(bytes))
    Ok(None) -> sum
    Err(error) -> panic(error)
  end
end

fn main() do
  let cat = shell("cat; echo done >&2; exit 7")
  println("${cat.write("one\ntw")} ${cat.read_line()} ${cat.write_bytes(Bytes.from_string("o\nrest"))} ${cat.read_line()}")
  cat.close_input()
  println("${cat.read(100)} ${cat.read(100)} ${cat.read_error_line()} ${cat.read_errors(10)} ${cat.wait()} ${cat.wait()} ${cat.write("x")}")
  # A program that does not read lets its writer wait, and nobody else.
  let deaf = shell("sleep 1000")
  let writer = Job.async(fn -> deaf.write(String.repeat("x", 1_000_000)) end)
  println("${Job.poll(writer, 50)}")
  deaf.kill()
  println("${deaf.wait()} ${Job.await(writer)}")
  # Its input ends also while somebody writes there.
  let stuck = shell("sleep 1000")
  let stops = Job.async(fn -> stuck.write(String.repeat("x", 1_000_000)) end)
  println("${Job.poll(stops, 50)}")
  stuck.close_input()
  println("${Job.await(stops)}")
  stuck.kill()
  # Nobody waits for this one.
  let short = shell("exit 0")
  println("${is_gone(short.id(), 2000)}")
  let polite = shell("trap 'echo bye; exit 5' TERM; echo ready; while true; do sleep 0.01; done")
  println("${polite.read_line()}")
  Command.terminate(polite)
  println("${polite.read_line()} ${polite.wait()}")
  # One that takes too long is killed when it is waited for.
  let slow = Result.unwrap(Command.start(Command.new("sleep", ["1000"]) |> Command.timeout(100)))
  println("${slow.read(10)} ${ends(slow.id(), 2000)}")
  with_holder(fn pid -> send(pid, :crash) end)
  with_holder(fn pid -> send(pid, :end) end)
  with_holder(fn pid -> Process.exit(pid, Killed) end)
  much()
  println("${Result.map(Command.start(Command.new("no-such-program-here", [])), fn _ -> () end)}")
end
