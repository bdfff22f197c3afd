##! Supervisors: they start children in order, restart them when they end, and stop them in reverse, as OTP does.

## Which children are restarted when one has to be.
pub type Strategy do
  OneForOne
  OneForAll
  RestForOne
end deriving(Eq, Debug)

## Whether a child that ends is started again: always, when it ended abnormally, never.
pub type Restart do
  Permanent
  Transient
  Temporary
end deriving(Eq, Debug)

## How to start one child, and what to do when it ends.
pub struct ChildSpec do
  name :: String
  start :: Fun() -> Pid
  ## How many ms the start may take.
  start_timeout :: Int
  restart :: Restart
  ## How many ms it gets to end when it is asked to; -1 asks nothing and kills at once.
  shutdown :: Int
end deriving()

## What a supervisor knows of a child.
pub struct ChildInfo do
  name :: String
  ## `None` when it does not run.
  pid :: Option<Pid>
  restart :: Restart
  is_supervisor :: Bool
end deriving(Eq, Debug)

## How many children a supervisor has.
pub struct ChildCounts do
  ## All that it knows of.
  specs :: Int
  ## Those that run.
  active :: Int
  ## Those among them that are supervisors, and the others.
  supervisors :: Int
  workers :: Int
end deriving(Eq, Debug)

## Why a supervisor did not do what it was asked.
pub type ChildError do
  # A child of this name runs.
  AlreadyStarted(Pid)
  # A child of this name is known, but does not run.
  AlreadyPresent
  # No child has this name.
  NotFound
  # Only a child that does not run can be forgotten or started again.
  Running(Pid)
  # Its start failed, or took too long.
  NotStarted(String)
end deriving(Eq, Debug)

impl Display for ChildError do
  fn to_string(self) -> String do
    case self do
      AlreadyStarted(pid) -> "a child of this name runs as ${pid}"
      AlreadyPresent -> "a child of this name is known, but does not run"
      NotFound -> "no child has this name"
      Running(pid) -> "the child runs as ${pid}"
      NotStarted(why) -> why
    end
  end
end

# What may be asked of a supervisor.
type Request do
  StartChild(ReplyTo<Result<Pid, ChildError>>, ChildSpec)
  TerminateChild(ReplyTo<Result<(), ChildError>>, String)
  RestartChild(ReplyTo<Result<Pid, ChildError>>, String)
  DeleteChild(ReplyTo<Result<(), ChildError>>, String)
  WhichChildren(ReplyTo<List<ChildInfo>>)
end

# By what it acts; does not change.
struct Rules do
  strategy :: Strategy
  max_restarts :: Int
  max_seconds :: Int
end deriving()

struct Child do
  spec :: ChildSpec
  pid :: Option<Pid>
end deriving()

# The children by their names, in the order in which they start, and the names of those that run.
struct Tree do
  children :: Map<String, Child>
  names :: Map<Pid, String>
end deriving()

# When the latest restarts happened, in ms, and what came while children were stopped, both oldest first.
struct Past do
  restarts :: Queue<Int>
  missed :: Queue<Ended>
end deriving()

# An exit signal, and whether it is from one whose end is the supervisor's.
struct Ended do
  pid :: Pid
  reason :: ExitReason
  obeyed :: Bool
end deriving()

## The description of a child. `shutdown` is how many ms it gets to end when it is asked to; -1 kills it at once.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Permanent, 1000)
## assert_eq (spec.name, spec.restart), ("clock", Permanent)
## ```
pub fn child(
  name :: String,
  start :: Fun() -> Pid,
  restart :: Restart,
  shutdown :: Int
) -> ChildSpec do
  if shutdown < -1 do
    panic("a shutdown of ${shutdown} ms for child ${name}: a time is 0 or more, and -1 kills at once")
  end
  ChildSpec {
    name: name,
    start: start,
    start_timeout: 60_000,
    restart: restart,
    shutdown: shutdown
  }
end

## The same child with so many ms for its start, where it has a minute otherwise.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Permanent, 1000)
## assert_eq Supervisor.start_within(spec, 500).start_timeout, 500
## ```
pub fn start_within(spec :: ChildSpec, millis :: Int) -> ChildSpec do
  if millis < 1 do
    panic("a start of child ${spec.name} within ${millis} ms: it takes at least 1")
  end
  %{spec | start_timeout: millis}
end

# Says on standard error what was decided, in the form of the log.
@extern("mesh_log_note")
fn note(text :: String) -> ()

@extern("mesh_supervisor_enter")
fn enter() -> ()

# Whether what this actor spawns from now on is started again: then it may be one more than there may be.
@extern("mesh_supervisor_again")
fn spawn_again(on :: Bool) -> ()

@extern("mesh_supervisor_begin_start")
fn begin_start() -> ()

@extern("mesh_supervisor_adopt")
fn adopt(parent :: Pid, child :: Pid, name :: String) -> ()

@extern("mesh_supervisor_must_obey")
@reads
fn must_obey(pid :: Pid) -> Bool

## Whether an actor is a supervisor.
##
## ```mesh
## assert Supervisor.is_one(Supervisor.start(OneForOne, 3, 5, []))
## assert not Supervisor.is_one(Process.me())
## ```
@extern("mesh_supervisor_is_one")
@reads
pub fn is_one(pid :: Pid) -> Bool

## Runs a supervisor in this actor; never returns normally. It gives up when it would restart children more than
## `max_restarts` times within `max_seconds`.
##
## ```mesh
## let (pid, _) = Process.spawn_monitor(fn -> Supervisor.run(OneForOne, 3, 5, []) end)
## Process.exit(pid, Shutdown)
## assert_receive (:down, _, Shutdown), 5000
## ```
pub fn run(
  strategy :: Strategy,
  max_restarts :: Int,
  max_seconds :: Int,
  specs :: List<ChildSpec>
) -> () do
  let rules = rules_of(strategy, max_restarts, max_seconds)
  supervise(rules, begin(specs), no_past())
end

## Starts a supervisor in an actor of its own; returns when its children have started.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Permanent, 1000)
## let tree = Supervisor.start(OneForOne, 3, 5, [spec])
## assert_eq List.map(Supervisor.which_children(tree), fn child -> child.name end), ["clock"]
## ```
pub fn start(
  strategy :: Strategy,
  max_restarts :: Int,
  max_seconds :: Int,
  specs :: List<ChildSpec>
) -> Pid do
  let rules = rules_of(strategy, max_restarts, max_seconds)
  Service.start(fn -> begin(specs) end, fn tree -> supervise(rules, tree, no_past()) end)
end

fn rules_of(strategy :: Strategy, max_restarts :: Int, max_seconds :: Int) -> Rules do
  if max_restarts < 0 do
    panic("a supervisor restarts its children at most ${max_restarts} times: 0 or more are possible")
  end
  if max_seconds < 1 do
    panic("a supervisor counts restarts over ${max_seconds} s: it takes at least 1")
  end
  Rules { strategy: strategy, max_restarts: max_restarts, max_seconds: max_seconds }
end

fn no_past() -> Past = Past { restarts: Queue.new(), missed: Queue.new() }

# ---- asked from outside ----------------------------------------------------------------------------------------------

## Starts one more child, behind those that are there. Waits for its start.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Permanent, 1000)
## let tree = Supervisor.start(OneForOne, 3, 5, [])
## let pid = Result.unwrap(Supervisor.start_child(tree, spec))
## assert_eq Supervisor.start_child(tree, spec), Err(AlreadyStarted(pid))
## ```
pub fn start_child(pid :: Pid, spec :: ChildSpec) -> Result<Pid, ChildError> do
  Service.call(asked(pid), fn to -> StartChild(to, spec) end, -1)
end

## Stops a child, in its time. It stays known, unless it is temporary, and can be started again.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Permanent, 1000)
## let tree = Supervisor.start(OneForOne, 3, 5, [spec])
## assert_eq Supervisor.terminate_child(tree, "clock"), Ok(())
## assert_eq Supervisor.terminate_child(tree, "watch"), Err(NotFound)
## ```
pub fn terminate_child(pid :: Pid, name :: String) -> Result<(), ChildError> do
  Service.call(asked(pid), fn to -> TerminateChild(to, name) end, -1)
end

## Starts a child again that does not run.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Permanent, 1000)
## let tree = Supervisor.start(OneForOne, 3, 5, [spec])
## assert_eq Supervisor.terminate_child(tree, "clock"), Ok(())
## assert Result.is_ok(Supervisor.restart_child(tree, "clock"))
## ```
pub fn restart_child(pid :: Pid, name :: String) -> Result<Pid, ChildError> do
  Service.call(asked(pid), fn to -> RestartChild(to, name) end, -1)
end

## Forgets a child that does not run.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Permanent, 1000)
## let tree = Supervisor.start(OneForOne, 3, 5, [spec])
## assert_eq Supervisor.terminate_child(tree, "clock"), Ok(())
## assert_eq Supervisor.delete_child(tree, "clock"), Ok(())
## assert_eq Supervisor.which_children(tree), []
## ```
pub fn delete_child(pid :: Pid, name :: String) -> Result<(), ChildError> do
  Service.call(asked(pid), fn to -> DeleteChild(to, name) end, -1)
end

## All children, in the order in which they start.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Transient, 1000)
## let tree = Supervisor.start(OneForOne, 3, 5, [spec])
## let children = Supervisor.which_children(tree)
## assert_eq List.map(children, fn child -> (child.name, child.restart) end), [("clock", Transient)]
## ```
pub fn which_children(pid :: Pid) -> List<ChildInfo> do
  Service.call(asked(pid), fn to -> WhichChildren(to) end, -1)
end

## How many children there are.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Permanent, 1000)
## let tree = Supervisor.start(OneForOne, 3, 5, [spec])
## assert_eq Supervisor.count_children(tree).active, 1
## ```
pub fn count_children(pid :: Pid) -> ChildCounts do
  let all = which_children(pid)
  let active = List.filter(all, fn one -> Option.is_some(one.pid) end)
  let supervisors = List.length(List.filter(active, fn one -> one.is_supervisor end))
  let running = List.length(active)
  ChildCounts {
    specs: List.length(all),
    active: running,
    supervisors: supervisors,
    workers: running - supervisors
  }
end

# Crashes when the actor is no supervisor.
fn asked(pid :: Pid) -> Pid<Request> = Process.typed(pid)

# ---- the beginning ---------------------------------------------------------------------------------------------------

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

# ---- while it runs ---------------------------------------------------------------------------------------------------

fn supervise(rules :: Rules, tree :: Tree, Past { restarts: restarts, missed: missed }) -> () do
  case Queue.take(missed) do
    Some((ended, later)) ->
      somebody_ended(rules, tree, Past { restarts: restarts, missed: later }, ended)
    None ->
      receive do
        (:exit, pid, reason) -> do
          let ended = Ended { pid: pid, reason: reason, obeyed: must_obey(pid) }
          somebody_ended(rules, tree, Past { restarts: restarts, missed: missed }, ended)
        end
        request -> do
          let (next, heard) = answer(tree, request)
          supervise(rules, next, Past { restarts: restarts, missed: heard })
        end
      end
  end
end

# What is missed while a child is stopped comes next: nothing was missed before.
fn answer(tree :: Tree, request :: Request) -> (Tree, Queue<Ended>) do
  case request do
    StartChild(to, spec) -> (start_one(tree, to, spec), Queue.new())
    RestartChild(to, name) -> (start_again(tree, to, name), Queue.new())
    TerminateChild(to, name) -> terminate_one(tree, to, name)
    DeleteChild(to, name) -> (forget(tree, to, name), Queue.new())
    WhichChildren(to) -> do
      Service.reply(
        to,
        for one in Map.values(tree.children) do
          info(one)
        end
      )
      (tree, Queue.new())
    end
  end
end

fn info(Child { spec: spec, pid: pid }) -> ChildInfo do
  let supervises = case pid do
    Some(running) -> is_one(running)
    None -> false
  end
  ChildInfo { name: spec.name, pid: pid, restart: spec.restart, is_supervisor: supervises }
end

fn start_one(tree :: Tree, to :: ReplyTo<Result<Pid, ChildError>>, spec :: ChildSpec) -> Tree do
  case Map.fetch(tree.children, spec.name) do
    Some(Child { pid: Some(pid), spec: _ }) -> do
      Service.reply(to, Err(AlreadyStarted(pid)))
      tree
    end
    Some(_) -> do
      Service.reply(to, Err(AlreadyPresent))
      tree
    end
    None -> start_and_tell(tree, to, spec)
  end
end

fn start_again(tree :: Tree, to :: ReplyTo<Result<Pid, ChildError>>, name :: String) -> Tree do
  case Map.fetch(tree.children, name) do
    Some(Child { pid: Some(pid), spec: _ }) -> do
      Service.reply(to, Err(Running(pid)))
      tree
    end
    Some(Child { spec: spec, pid: None }) -> start_and_tell(tree, to, spec)
    None -> do
      Service.reply(to, Err(NotFound))
      tree
    end
  end
end

fn start_and_tell(
  tree :: Tree,
  to :: ReplyTo<Result<Pid, ChildError>>,
  spec :: ChildSpec
) -> Tree do
  case begin_child(spec, false) do
    Ok(pid) -> do
      Service.reply(to, Ok(pid))
      with_child(tree, spec, pid)
    end
    Err(why) -> do
      Service.reply(to, Err(NotStarted(why)))
      tree
    end
  end
end

fn terminate_one(
  tree :: Tree,
  to :: ReplyTo<Result<(), ChildError>>,
  name :: String
) -> (Tree, Queue<Ended>) do
  case Map.fetch(tree.children, name) do
    Some(Child { spec: spec, pid: Some(pid) }) -> do
      let missed = stop(pid, spec.shutdown, Queue.new())
      Service.reply(to, Ok(()))
      (without_pid(tree, spec, pid), missed)
    end
    found -> do
      Service.reply(to, if Option.is_some(found) do Ok(()) else Err(NotFound) end)
      (tree, Queue.new())
    end
  end
end

fn forget(tree :: Tree, to :: ReplyTo<Result<(), ChildError>>, name :: String) -> Tree do
  let known = Map.fetch(tree.children, name)
  case known do
    Some(Child { pid: None, spec: _ }) -> do
      Service.reply(to, Ok(()))
      let Tree { children: children, names: names } = tree
      Tree { children: Map.delete(children, name), names: names }
    end
    Some(Child { pid: Some(pid), spec: _ }) -> do
      Service.reply(to, Err(Running(pid)))
      tree
    end
    None -> do
      Service.reply(to, Err(NotFound))
      tree
    end
  end
end

# ---- ends ------------------------------------------------------------------------------------------------------------

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
