# What it does when a child ends.

fn somebody_ended(rules :: Rules, tree :: Tree, past :: Past, ended :: Ended) -> () do
  case Map.fetch(tree.names, ended.pid) do
    Some(name) -> child_ended(rules, tree, past, Map.get(tree.children, name).spec, ended)
    None ->
      if ended.obeyed and (Process.is_abnormal(ended.reason) or ended.reason == Shutdown) do
        stop_all(Map.values(tree.children), Queue.new())
        Process.exit_self(ended.reason)
      else
        # The end of a child that was stopped, or of somebody who made a link.
        supervise(rules, tree, past)
      end
  end
end

fn child_ended(
  rules :: Rules,
  tree :: Tree,
  past :: Past,
  spec :: ChildSpec,
  ended :: Ended
) -> () do
  let rest = without_pid(tree, spec, ended.pid)
  if wants_restart(spec.restart, ended.reason) do
    restart(rules, rest, past, spec.name, "child ${spec.name} ended: ${ended.reason}")
  else
    supervise(rules, rest, past)
  end
end

fn wants_restart(restart :: Restart, reason :: ExitReason) -> Bool do
  case restart do
    Permanent -> true
    Transient -> Process.is_abnormal(reason)
    Temporary -> false
  end
end

# Restarts the ended child and, by strategy, others, unless that happened too often. A start that fails counts as well.
fn restart(rules :: Rules, tree :: Tree, past :: Past, name :: String, why :: String) -> () do
  let now = Timer.now()
  # A time that cannot be counted in ms is for ever.
  let seconds =
    if rules.max_seconds > 1_000_000_000_000 do 1_000_000_000_000 else rules.max_seconds end
  let recent = since(past.restarts, now - seconds * 1000)
  let count = Queue.size(recent)
  if count >= rules.max_restarts do
    let limit = "more than ${rules.max_restarts} restarts in ${rules.max_seconds} s"
    stop_all(Map.values(tree.children), Queue.new())
    panic("supervisor gave up on ${name}: ${limit} (${why})")
  else
    let told = "${decision(rules.strategy)} (${count + 1} of ${rules.max_restarts})"
    note("supervisor ${Process.me()}: ${why}: ${told}")
    let (stopped, missed) = stop_others(rules.strategy, tree, name, past.missed)
    let (next, failure) = start_all(stopped, concerned(rules.strategy, stopped, name), true)
    let heard = Past { restarts: Queue.push(recent, now), missed: missed }
    case failure do
      None -> supervise(rules, next, heard)
      Some((failed, reason)) -> restart(rules, next, heard, failed, reason)
    end
  end
end

fn since(restarts :: Queue<Int>, time :: Int) -> Queue<Int> do
  case Queue.take(restarts) do
    Some((at, later)) when at <= time -> since(later, time)
    _ -> restarts
  end
end

fn decision(strategy :: Strategy) -> String do
  case strategy do
    OneForAll -> "restarting all"
    RestForOne -> "restarting it and those after it"
    OneForOne -> "restarting it"
  end
end

# The names of those that are restarted with the child of this name, in the order in which they start.
fn concerned(strategy :: Strategy, tree :: Tree, name :: String) -> List<String> do
  case strategy do
    OneForOne -> [name]
    OneForAll -> Map.keys(tree.children)
    RestForOne -> from_name(Map.keys(tree.children), name)
  end
end

fn from_name(names :: List<String>, name :: String) -> List<String> do
  case names do
    first :: rest when first != name -> from_name(rest, name)
    _ -> names
  end
end

# Stops those that are restarted with the child of this name, in reverse; temporary ones do not come back.
fn stop_others(
  strategy :: Strategy,
  tree :: Tree,
  name :: String,
  missed :: Queue<Ended>
) -> (Tree, Queue<Ended>) do
  case strategy do
    OneForOne -> (tree, missed)
    _ -> do
      let names = concerned(strategy, tree, name)
      let others = for one in names do
        Map.get(tree.children, one)
      end
      let heard = stop_all(others, missed)
      (List.reduce(others, tree, stopped), heard)
    end
  end
end

fn stopped(tree :: Tree, Child { spec: spec, pid: pid }) -> Tree do
  case pid do
    Some(running) -> without_pid(tree, spec, running)
    None -> tree
  end
end

# Gives what was missed before, and what came meanwhile.
fn stop_all(children :: List<Child>, missed :: Queue<Ended>) -> Queue<Ended> do
  List.reduce(List.reverse(children), missed, fn known, one ->
    case one.pid do
      Some(pid) -> stop(pid, one.spec.shutdown, known)
      None -> known
    end
  end)
end

# Asks the child to end and waits; kills it when it takes too long.
fn stop(pid :: Pid, shutdown :: Int, missed :: Queue<Ended>) -> Queue<Ended> do
  Process.unlink(pid)
  let watch = Process.monitor(pid)
  let (has_ended, known) = if shutdown < 0 do
    (false, missed)
  else
    Process.exit(pid, Shutdown)
    await_down(watch, Timer.now() + shutdown, missed)
  end
  if has_ended do
    known
  else
    Process.exit(pid, Killed)
    let (_, all) = await_down(watch, -1, known)
    all
  end
end

# Waits for the end of a child, until a time or, when that is negative, for ever. Signals of others are kept for later.
fn await_down(watch :: Monitor, until :: Int, missed :: Queue<Ended>) -> (Bool, Queue<Ended>) do
  let left = until - Timer.now()
  receive do
    (:down, ended, _, _) when ended == watch -> (true, missed)
    (:exit, who, reason) -> do
      let ended = Ended { pid: who, reason: reason, obeyed: must_obey(who) }
      await_down(watch, until, Queue.push(missed, ended))
    end
  after if until < 0 do -1 else if left < 0 do 0 else left end -> (false, missed)
  end
end
