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
