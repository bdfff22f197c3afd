# stderr: child three ended: Error(no luck): restarting it (1 of 3)
# Children are started, stopped, forgotten and counted while the supervisor runs.
actor worker(name :: String) do
  Process.register(name, self())
  receive do
    :crash -> panic("no luck")
    :stop -> ()
  end
end

supervisor Inner do
  strategy: one_for_one
end

supervisor Tree do
  strategy: one_for_one

  child one do
    start: fn -> spawn(worker, "one") end
    shutdown: 1000
  end
  child inner do
    start: fn -> spawn(Inner) end
  end
end

fn spec(name :: String, restart :: Restart) -> ChildSpec do
  Supervisor.child(name, fn -> spawn(worker, name) end, restart, 1000)
end

fn shown(tree :: Pid) -> String do
  let names = for child in Supervisor.which_children(tree) do
    "${child.name}${if Option.is_some(child.pid) do "+" else "-" end}${if child.is_supervisor do "S" else "" end}"
  end
  let counts = Supervisor.count_children(tree)
  "${String.join(names, " ")}: ${counts.specs} ${counts.active} ${counts.supervisors} ${counts.workers}"
end

# Until the actor of this name is another one.
fn renewed(name :: String, old :: Pid) -> Bool do
  case Process.find(name) do
    Some(pid) when pid != old -> true
    _ -> do
      Timer.sleep(1)
      renewed(name, old)
    end
  end
end

# A child takes its name a moment after its start.
fn named(name :: String) -> Pid do
  case Process.find(name) do
    Some(pid) -> pid
    None -> do
      Timer.sleep(1)
      named(name)
    end
  end
end

fn main() do
  let tree = spawn(Tree)
  println(shown(tree))
  case Supervisor.start_child(tree, spec("two", Permanent)) do
    Ok(pid) -> println("two runs: ${Process.alive(pid)}")
    Err(error) -> println("${error}")
  end
  println("${Result.is_ok(Supervisor.start_child(tree, spec("three", Transient)))}")
  println("${Result.is_ok(Supervisor.start_child(tree, spec("four", Temporary)))}")
  println(shown(tree))
  case Supervisor.start_child(tree, spec("two", Permanent)) do
    Err(AlreadyStarted(pid)) -> println("already ${pid == named("two")}")
    other -> println("${other}")
  end
  # What was added is watched as the others are.
  let three = named("three")
  send(three, :crash)
  println("three again: ${renewed("three", three)}")
  # One that is stopped stays known, unless it is temporary.
  println("${Supervisor.terminate_child(tree, "two")} ${Supervisor.terminate_child(tree, "two")}")
  println("${Supervisor.terminate_child(tree, "four")} ${Supervisor.terminate_child(tree, "four")}")
  println(shown(tree))
  println("${Supervisor.start_child(tree, spec("two", Permanent))}")
  println("${Result.is_ok(Supervisor.restart_child(tree, "two"))}")
  case Supervisor.restart_child(tree, "two") do
    Err(Running(pid)) -> println("runs ${pid == named("two")}")
    other -> println("${other}")
  end
  println("${Result.is_err(Supervisor.delete_child(tree, "two"))} ${Supervisor.delete_child(tree, "nobody")}")
  let _ = Supervisor.terminate_child(tree, "two")
  println("${Supervisor.delete_child(tree, "two")} ${Supervisor.restart_child(tree, "two")}")
  println(shown(tree))
  # A start that fails is told, and leaves no trace.
  let failing = Supervisor.child("failing", fn -> panic("cannot start") end, Permanent, 1000)
  println("${Supervisor.start_child(tree, failing)}")
  println(shown(tree))
  # Whoever is no supervisor is not asked.
  let (_, watched) =
    Process.spawn_monitor(fn -> println("${Supervisor.which_children(named("one"))}") end)
  receive do
    (:down, ref, _, Error(text)) when ref == watched ->
      println("${String.contains(text, "receives Atom")}")
  end
  Process.exit(tree, Shutdown)
end
