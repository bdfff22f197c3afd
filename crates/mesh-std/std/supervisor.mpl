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
end deriving()

## The description of a child.
pub fn child(name :: String, start :: Fun() -> Pid, restart :: Atom, shutdown :: Int) -> ChildSpec do
  ChildSpec { name: name, start: start, restart: restart, shutdown: shutdown }
end

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
  let children = for spec in specs do start_child(spec) end
  State {
    strategy: strategy,
    max_restarts: max_restarts,
    max_seconds: max_seconds,
    children: children,
    restarts: []
  }
end

fn start_child(spec :: ChildSpec) -> Child do
  let pid = spec.start()
  Process.link(pid)
  Child { spec: spec, pid: Some(pid) }
end

fn supervise(state :: State) -> () do
  receive do
    (:exit, pid, reason) -> case position_of(state.children, pid, 0) do
      Some(index) -> child_ended(state, index, reason)
      # The supervisor's own parent or somebody who asked it to stop.
      None -> if Process.is_abnormal(reason) or reason == Shutdown do
        stop_all(state.children)
        Process.exit_self(reason)
      else
        supervise(state)
      end
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
  let gone = List.set(state.children, index, %{ended | pid: None})
  if wants_restart(ended.spec.restart, reason) do
    let now = Timer.now()
    let recent = List.filter(state.restarts, fn at -> now - at < state.max_seconds * 1000 end)
    if List.length(recent) >= state.max_restarts do
      stop_all(gone)
      panic("supervisor gave up on ${ended.spec.name}: more than ${state.max_restarts} restarts in ${state.max_seconds} s")
    else
      supervise(%{state | children: restart(state.strategy, gone, index), restarts: List.append(recent, now)})
    end
  else
    supervise(%{state | children: gone})
  end
end

fn wants_restart(restart :: Atom, reason :: ExitReason) -> Bool do
  case restart do
    :permanent -> true
    :transient -> Process.is_abnormal(reason)
    _ -> false
  end
end

# Restarts the ended child and, by strategy, the others.
fn restart(strategy :: Atom, children :: List<Child>, index :: Int) -> List<Child> do
  case strategy do
    :one_for_all -> restart_from(children, 0)
    :rest_for_one -> restart_from(children, index)
    _ -> List.set(children, index, start_child(List.get(children, index).spec))
  end
end

# Stops the children from `first` on in reverse, then starts them in order.
fn restart_from(children :: List<Child>, first :: Int) -> List<Child> do
  stop_all(List.drop(children, first))
  let again = for one in List.drop(children, first) do start_child(one.spec) end
  List.take(children, first) ++ again
end

fn stop_all(children :: List<Child>) -> () do
  for one in List.reverse(children) do
    case one.pid do
      Some(pid) -> stop(pid, one.spec.shutdown)
      None -> ()
    end
  end
  ()
end

# Asks the child to end and waits; kills it when it takes too long.
fn stop(pid :: Pid, shutdown :: Int) -> () do
  Process.unlink(pid)
  Process.monitor(pid)
  if shutdown < 0 do
    Process.exit(pid, Killed)
    await_down(pid, 1000)
  else
    Process.exit(pid, Shutdown)
    if not await_down(pid, shutdown) do
      Process.exit(pid, Killed)
      await_down(pid, 1000)
    end
  end
  ()
end

fn await_down(pid :: Pid, millis :: Int) -> Bool do
  receive do
    (:down, who, _) when who == pid -> true
  after millis -> false
  end
end
