##! Supervisors: they start children in order, restart them when they end, and stop them in reverse, as OTP does.

## How to start one child, and what to do when it ends. `shutdown` is a time in ms; negative kills at once.
pub struct ChildSpec do
  name :: String
  start :: Fun() -> Pid
  restart :: Atom
  shutdown :: Int
end deriving()

struct Child do
  spec :: ChildSpec
  pid :: Option<Pid>
end deriving()

struct State do
  strategy :: Atom
  max_restarts :: Int
  max_seconds :: Int
  children :: List<Child>
  # When the latest restarts happened, in ms.
  restarts :: List<Int>
  # What came while children were stopped, oldest first.
  missed :: List<Ended>
end deriving()

# An exit signal, and whether it is from one whose end is the supervisor's.
struct Ended do
  pid :: Pid
  reason :: ExitReason
  obeyed :: Bool
end deriving()

## The description of a child.
pub fn child(name :: String, start :: Fun() -> Pid, restart :: Atom, shutdown :: Int) -> ChildSpec do
  ChildSpec { name: name, start: start, restart: restart, shutdown: shutdown }
end

@extern("mesh_supervisor_enter")
fn enter() -> ()

@extern("mesh_supervisor_begin_start")
fn begin_start() -> ()

@extern("mesh_supervisor_adopt")
fn adopt(parent :: Pid, child :: Pid) -> ()

@extern("mesh_supervisor_must_obey")
fn must_obey(pid :: Pid) -> Bool

## Runs a supervisor in this actor; never returns normally. `strategy` is `:one_for_one`, `:one_for_all` or
## `:rest_for_one`.
pub fn run(strategy :: Atom, max_restarts :: Int, max_seconds :: Int, specs :: List<ChildSpec>) -> () do
  supervise(begin(strategy, max_restarts, max_seconds, specs))
end

## Starts a supervisor in an actor of its own; returns when its children have started.
pub fn start(strategy :: Atom, max_restarts :: Int, max_seconds :: Int, specs :: List<ChildSpec>) -> Pid do
  Service.start(fn -> begin(strategy, max_restarts, max_seconds, specs) end, supervise)
end

fn begin(strategy :: Atom, max_restarts :: Int, max_seconds :: Int, specs :: List<ChildSpec>) -> State do
  Process.trap_exit(true)
  enter()
  let idle = for spec in specs do Child { spec: spec, pid: None } end
  let (children, failure) = start_all(idle, 0)
  case failure do
    Some((_, text)) -> do
      stop_all(children, [])
      panic(text)
    end
    None -> ()
  end
  State {
    strategy: strategy,
    max_restarts: max_restarts,
    max_seconds: max_seconds,
    children: children,
    restarts: [],
    missed: []
  }
end

# Starts the children from `at` on that do not run. Stops at the first that fails: its position and why.
fn start_all(children :: List<Child>, at :: Int) -> (List<Child>, Option<(Int, String)>) do
  case List.at(children, at) do
    None -> (children, None)
    Some(Child { pid: Some(_), spec: _ }) -> start_all(children, at + 1)
    Some(idle) -> case start_child(idle.spec) do
      Ok(pid) -> start_all(List.set(children, at, %{idle | pid: Some(pid)}), at + 1)
      Err(reason) -> (children, Some((at, "child ${idle.spec.name} does not start: ${reason}")))
    end
  end
end

# In an actor of its own, so that a crash while starting is not the supervisor's.
fn start_child(spec :: ChildSpec) -> Result<Pid, String> do
  let parent :: Pid = self()
  let start = spec.start
  Job.await(Job.async(fn ->
    begin_start()
    let pid = start()
    adopt(parent, pid)
    pid
  end))
end

fn supervise(state :: State) -> () do
  case state.missed do
    ended :: later -> somebody_ended(%{state | missed: later}, ended)
    [] -> receive do
      (:exit, pid, reason) -> somebody_ended(state, Ended { pid: pid, reason: reason, obeyed: must_obey(pid) })
    end
  end
end

fn somebody_ended(state :: State, ended :: Ended) -> () do
  case position_of(state.children, ended.pid, 0) do
    Some(index) -> child_ended(state, index, ended.reason)
    None -> if ended.obeyed and (Process.is_abnormal(ended.reason) or ended.reason == Shutdown) do
      stop_all(state.children, [])
      Process.exit_self(ended.reason)
    else
      # The end of a child that was stopped, or of somebody who made a link.
      supervise(state)
    end
  end
end

fn position_of(children :: List<Child>, pid :: Pid, index :: Int) -> Option<Int> do
  case List.at(children, index) do
    None -> None
    Some(one) -> if one.pid == Some(pid) do Some(index) else position_of(children, pid, index + 1) end
  end
end

fn child_ended(state :: State, index :: Int, reason :: ExitReason) -> () do
  let ended = List.get(state.children, index)
  let gone = %{state | children: List.set(state.children, index, %{ended | pid: None})}
  if wants_restart(ended.spec.restart, reason) do
    restart(gone, index, "child ${ended.spec.name} ended: ${reason}")
  else if is_temporary(ended) do
    supervise(%{state | children: List.take(state.children, index) ++ List.drop(state.children, index + 1)})
  else
    supervise(gone)
  end
end

fn is_temporary(child :: Child) -> Bool = child.spec.restart == :temporary

fn wants_restart(restart :: Atom, reason :: ExitReason) -> Bool do
  case restart do
    :permanent -> true
    :transient -> Process.is_abnormal(reason)
    _ -> false
  end
end

# Restarts the ended child and, by strategy, others, unless that happened too often. A start that fails counts as well.
fn restart(state :: State, index :: Int, why :: String) -> () do
  let now = Timer.now()
  let recent = List.filter(state.restarts, fn at -> now - at < state.max_seconds * 1000 end)
  let count = List.length(recent)
  if count >= state.max_restarts do
    let limit = "more than ${state.max_restarts} restarts in ${state.max_seconds} s"
    stop_all(state.children, [])
    panic("supervisor gave up on ${List.get(state.children, index).spec.name}: ${limit} (${why})")
  else
    let first = first_to_restart(state.strategy, index)
    IO.eprintln("supervisor ${self()}: ${why}: ${decision(state.strategy)} (${count + 1} of ${state.max_restarts})")
    let (stopped, missed) = stop_others(state, first)
    let (children, failure) = start_again(state.strategy, stopped, first, index)
    let next = %{state | children: children, restarts: List.append(recent, now), missed: missed}
    case failure do
      None -> supervise(next)
      Some((at, reason)) -> restart(next, at, reason)
    end
  end
end

fn first_to_restart(strategy :: Atom, index :: Int) -> Int = if strategy == :one_for_all do 0 else index end

fn decision(strategy :: Atom) -> String do
  case strategy do
    :one_for_all -> "restarting all"
    :rest_for_one -> "restarting it and those after it"
    _ -> "restarting it"
  end
end

# Stops the children from `first` on in reverse, where the strategy asks for it; temporary ones do not come back.
fn stop_others(state :: State, first :: Int) -> (List<Child>, List<Ended>) do
  if state.strategy == :one_for_one do
    (state.children, state.missed)
  else
    let rest = List.drop(state.children, first)
    let missed = stop_all(rest, state.missed)
    let lasting = List.filter(rest, fn one -> not is_temporary(one) end)
    let idle = for one in lasting do %{one | pid: None} end
    (List.take(state.children, first) ++ idle, missed)
  end
end

# Starts the child that ended, or all from `first` on in order.
fn start_again(
  strategy :: Atom,
  children :: List<Child>,
  first :: Int,
  index :: Int
) -> (List<Child>, Option<(Int, String)>) do
  if strategy == :one_for_one do
    let one = List.get(children, index)
    case start_child(one.spec) do
      Ok(pid) -> (List.set(children, index, %{one | pid: Some(pid)}), None)
      Err(reason) -> (children, Some((index, "child ${one.spec.name} does not start: ${reason}")))
    end
  else
    start_all(children, first)
  end
end

# Gives what was missed before, and what came meanwhile.
fn stop_all(children :: List<Child>, missed :: List<Ended>) -> List<Ended> do
  List.reduce(List.reverse(children), missed, fn known, one ->
    case one.pid do
      Some(pid) -> stop(pid, one.spec.shutdown, known)
      None -> known
    end
  end)
end

# Asks the child to end and waits; kills it when it takes too long.
fn stop(pid :: Pid, shutdown :: Int, missed :: List<Ended>) -> List<Ended> do
  Process.unlink(pid)
  let watch = Process.monitor(pid)
  let (has_ended, known) = if shutdown < 0 do
    (false, missed)
  else
    Process.exit(pid, Shutdown)
    await_down(pid, Timer.now() + shutdown, missed)
  end
  let all = if has_ended do
    known
  else
    Process.exit(pid, Killed)
    let (_, all) = await_down(pid, -1, known)
    all
  end
  Process.demonitor(watch)
  all
end

# Waits for the end of a child, until a time or, when that is negative, for ever. Signals of others are kept for later.
fn await_down(pid :: Pid, until :: Int, missed :: List<Ended>) -> (Bool, List<Ended>) do
  let left = until - Timer.now()
  receive do
    (:down, who, _) when who == pid -> (true, missed)
    (:exit, who, reason) -> do
      let ended = Ended { pid: who, reason: reason, obeyed: must_obey(who) }
      await_down(pid, until, List.append(missed, ended))
    end
  after if until < 0 do -1 else if left < 0 do 0 else left end -> (false, missed)
  end
end
