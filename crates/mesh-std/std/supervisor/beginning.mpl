# How children are started.

fn begin(specs :: List<ChildSpec>) -> Tree do
  Process.trap_exit(true)
  enter()
  let idle = List.reduce(specs, %{}, add_idle)
  let (tree, failure) = start_all(Tree { children: idle, names: %{} }, Map.keys(idle), false)
  case failure do
    Some((_, text)) -> do
      stop_all(Map.values(tree.children), Queue.new())
      panic(text)
    end
    None -> tree
  end
end

fn add_idle(children :: Map<String, Child>, spec :: ChildSpec) -> Map<String, Child> do
  if Map.has_key(children, spec.name) do
    panic("two children are named ${spec.name}")
  end
  Map.put(children, spec.name, Child { spec: spec, pid: None })
end

# Starts those of the named children that do not run, for the first time or again. Stops at the first that fails: its name and why.
fn start_all(
  tree :: Tree,
  names :: List<String>,
  again :: Bool
) -> (Tree, Option<(String, String)>) do
  case names do
    [] -> (tree, None)
    name :: rest -> do
      let one = Map.get(tree.children, name)
      case one.pid do
        Some(_) -> start_all(tree, rest, again)
        None ->
          case begin_child(one.spec, again) do
            Ok(pid) -> start_all(with_child(tree, one.spec, pid), rest, again)
            Err(why) -> (tree, Some((name, why)))
          end
      end
    end
  end
end

fn with_child(Tree { children: children, names: names }, spec :: ChildSpec, pid :: Pid) -> Tree do
  let running = Child { spec: spec, pid: Some(pid) }
  Tree { children: Map.put(children, spec.name, running), names: Map.put(names, pid, spec.name) }
end

# A child that does not run any more. A temporary one is not known any more either.
fn without_pid(Tree { children: children, names: names }, spec :: ChildSpec, pid :: Pid) -> Tree do
  let rest = case spec.restart do
    Temporary -> Map.delete(children, spec.name)
    _ -> Map.put(children, spec.name, Child { spec: spec, pid: None })
  end
  Tree { children: rest, names: Map.delete(names, pid) }
end

# In an actor of its own, so that a crash while starting is not the supervisor's, and one that takes too long can be
# killed, with all that it has started.
fn begin_child(spec :: ChildSpec, again :: Bool) -> Result<Pid, String> do
  let parent = Process.me()
  let start = spec.start
  spawn_again(again)
  let begun = Job.try_async(fn ->
    spawn_again(again)
    begin_start()
    let pid = start()
    adopt(parent, pid, spec.name)
    pid
  end)
  case begun do
    Some(starting) -> await_start(spec, starting)
    None -> Err("child ${spec.name} does not start: there are too many actors")
  end
end

fn await_start(spec :: ChildSpec, starting :: Job<Pid>) -> Result<Pid, String> do
  case Job.poll(starting, spec.start_timeout) do
    Some(Ok(pid)) -> Ok(pid)
    Some(Err(reason)) -> Err("child ${spec.name} does not start: ${reason}")
    None -> do
      Process.exit(starting.pid, Killed)
      # It may have come to its end meanwhile.
      case Job.await(starting) do
        Ok(pid) -> Ok(pid)
        Err(_) -> Err("child ${spec.name} does not start within ${spec.start_timeout} ms")
      end
    end
  end
end
