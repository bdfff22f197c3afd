##! Actors from the outside: names, links, monitors, exits. `Process.self()` is `self()`.

## Why an actor ended.
pub type ExitReason do
  Normal
  Shutdown
  Killed
  Error(String)
  Linked(Pid, String)
  Custom(String)
  Noconnection
  Noproc
end deriving()

impl Eq for ExitReason do
  fn eq(self, other :: ExitReason) -> Bool = self.to_string() == other.to_string()
end

impl Display for ExitReason do
  fn to_string(self) -> String do
    case self do
      Normal -> "Normal"
      Shutdown -> "Shutdown"
      Killed -> "Killed"
      Error(text) -> "Error(${text})"
      Linked(pid, text) -> "Linked(${pid}, ${text})"
      Custom(text) -> "Custom(${text})"
      Noconnection -> "Noconnection"
      Noproc -> "Noproc"
    end
  end
end

impl Debug for ExitReason do
  fn inspect(self) -> String = self.to_string()
end

## Whether a supervisor counts the end as a crash.
##
## ```mesh
## assert Process.is_abnormal(Error("no more memory"))
## assert not Process.is_abnormal(Shutdown)
## ```
pub fn is_abnormal(reason :: ExitReason) -> Bool do
  case reason do
    Normal | Shutdown -> false
    _ -> true
  end
end

# The numbers of reasons and signals are the runtime's.
fn reason_code(reason :: ExitReason) -> Int do
  case reason do
    Normal -> 0
    Shutdown -> 1
    Killed -> 2
    Error(_) -> 3
    Linked(_, _) -> 4
    Custom(_) -> 5
    Noconnection -> 6
    Noproc -> 7
  end
end

fn reason_text(reason :: ExitReason) -> String do
  case reason do
    Error(text) | Custom(text) | Linked(_, text) -> text
    _ -> ""
  end
end

fn reason_of(code :: Int, text :: String, from :: Pid) -> ExitReason do
  case code do
    0 -> Normal
    1 -> Shutdown
    2 -> Killed
    3 -> Error(text)
    4 -> Linked(from, text)
    5 -> Custom(text)
    6 -> Noconnection
    _ -> Noproc
  end
end

## The reason that the runtime gives in these parts.
##
## ```mesh
## assert_eq Process.reason_from((3, "no", self())), Error("no")
## ```
pub fn reason_from(parts :: (Int, String, Pid)) -> ExitReason do
  let (code, text, from) = parts
  reason_of(code, text, from)
end

@extern("mesh_signal_kind")
@reads
fn signal_kind() -> Int

@extern("mesh_signal_pid")
@reads
fn signal_pid() -> Pid

@extern("mesh_signal_reason_kind")
@reads
fn signal_reason_kind() -> Int

@extern("mesh_signal_reason_text")
@reads
fn signal_reason_text() -> String

@extern("mesh_signal_reason_pid")
@reads
fn signal_reason_pid() -> Pid

## The signal that the mailbox scan stands at, as `receive` patterns see it: `(:down, pid, reason)`.
##
## ```mesh
## let pid = spawn(fn -> Timer.sleep(5) end)
## let _ = Process.monitor(pid)
## receive do
##   (:down, who, reason) -> assert_eq (who, reason), (pid, Normal)
## end
## ```
pub fn current_signal() -> (Atom, Pid, ExitReason) do
  let kind = case signal_kind() do
    0 -> :down
    1 -> :exit
    2 -> :nodedown
    _ -> :nodeup
  end
  (kind, signal_pid(), reason_of(signal_reason_kind(), signal_reason_text(), signal_reason_pid()))
end

# Called by what a `receive` becomes. It has just begun, with a number of its own: its guard of this arm lets through only what
# has `value` in some place.
@extern("mesh_receive_wants")
fn _receive_wants<T>(site :: Int, arm :: Int, value :: T) -> ()

# The guard of this arm leaves the message that the scan stands at, which has `value` there.
@extern("mesh_receive_left")
fn _receive_left<T>(arm :: Int, value :: T) -> ()

## The running actor as a bare `Pid`: also where there is no mailbox, as in the methods of an impl.
##
## ```mesh
## assert Process.alive(Process.me())
## ```
@extern("mesh_process_me")
@reads
pub fn me() -> Pid

## A monitor: `demonitor` takes it back, and `(:down, watch, pid, reason)` tells which one a signal is of.
pub struct Monitor do
  reference :: Int
end deriving(Eq, Ord, Hash, Debug)

@extern("mesh_signal_reference")
@reads
fn signal_reference() -> Int

## A signal as patterns of four parts see it: `(:down, watch, pid, reason)`.
##
## ```mesh
## let pid = spawn(fn -> Timer.sleep(5) end)
## let watch = Process.monitor(pid)
## receive do
##   (:down, of, who, reason) -> assert_eq (of, who, reason), (watch, pid, Normal)
## end
## ```
pub fn watched_signal(signal :: (Atom, Pid, ExitReason)) -> (Atom, Monitor, Pid, ExitReason) do
  let (kind, pid, reason) = signal
  (kind, Monitor { reference: signal_reference() }, pid, reason)
end

@extern("mesh_process_monitor")
fn monitor_pid(pid :: Pid) -> Int

@extern("mesh_process_demonitor")
fn demonitor_reference(reference :: Int, flush :: Bool) -> Bool

## Asks for a `(:down, pid, reason)` signal when the actor ends; at once, with `Noproc`, when it is gone already.
##
## ```mesh
## let pid = spawn(fn -> Timer.sleep(60_000) end)
## let _ = Process.monitor(pid)
## Process.exit(pid, Killed)
## assert_receive (:down, _, Killed), 5000
## ```
pub fn monitor(pid :: Pid) -> Monitor = Monitor { reference: monitor_pid(pid) }

@extern("mesh_process_try_spawn")
fn try_start(f :: Fun() -> ()) -> Option<Pid>

# What any actor may call: it receives nothing.
struct Anywhere do
  f :: Fun() -> ()
end

## Runs `f`, which receives nothing, in an actor of its own; `None` where there are as many actors as there may be, or no
## memory for one more. For who must go on then, such as one that accepts what others ask for.
##
## ```mesh
## let me = self()
## assert Option.is_some(Process.try_spawn(fn -> send(me, "done") end))
## assert_receive "done", 5000
## ```
pub fn try_spawn(f :: Fun() -> ()) -> Option<Pid> do
  let work = Anywhere { f: f }
  try_start(work.f)
end

@extern("mesh_process_monitor_next_spawn")
fn monitor_next_spawn() -> Int

## Runs `f` in an actor of its own that is monitored from its first moment on. However soon it ends, its true reason comes,
## where `monitor` after `spawn` may find it gone already.
##
## ```mesh
## let _ = Process.spawn_monitor(fn -> Process.exit_self(Custom("done")) end)
## assert_receive (:down, _, Custom("done")), 5000
## ```
pub fn spawn_monitor(f :: Fun() -> ()) -> (Pid, Monitor) do
  let reference = monitor_next_spawn()
  (spawn(f), Monitor { reference: reference })
end

## Takes a monitor back, with its signal if that has come already: nothing of it is heard any more.
##
## ```mesh
## let (pid, watch) = Process.spawn_monitor(fn -> Timer.sleep(60_000) end)
## Process.demonitor(watch)
## Process.exit(pid, Killed)
## refute_receive (:down, _, _), 20
## ```
pub fn demonitor(watch :: Monitor) -> () do
  let _ = demonitor_reference(watch.reference, true)
end

## The same; with `flush` false a signal that has come already stays. True when it had not come yet.
##
## ```mesh
## let (pid, watch) = Process.spawn_monitor(fn -> Timer.sleep(60_000) end)
## assert Process.demonitor(watch, true)
## assert not Process.demonitor(watch, true)
## Process.exit(pid, Killed)
## ```
pub fn demonitor(watch :: Monitor, flush :: Bool) -> Bool =
  demonitor_reference(watch.reference, flush)

## Ties this actor and another: when one ends abnormally, so does the other.
##
## ```mesh
## Process.trap_exit(true)
## let pid = spawn(fn -> Timer.sleep(60_000) end)
## Process.link(pid)
## Process.exit(pid, Custom("enough"))
## assert_receive (:exit, _, Custom("enough")), 5000
## ```
@extern("mesh_process_link")
pub fn link(pid :: Pid) -> ()

## Unties this actor from another.
##
## ```mesh
## let pid = spawn(fn -> Timer.sleep(60_000) end)
## Process.link(pid)
## Process.unlink(pid)
## Process.exit(pid, Killed)
## refute_receive (:exit, _, _), 20
## ```
@extern("mesh_process_unlink")
pub fn unlink(pid :: Pid) -> ()

## With `true`, ends of linked actors come as `(:exit, pid, reason)` signals instead of ending this actor.
##
## ```mesh
## Process.trap_exit(true)
## Process.link(spawn(fn -> Process.exit_self(Error("no more paper")) end))
## assert_receive (:exit, _, _), 5000
## ```
@extern("mesh_process_trap_exit")
pub fn trap_exit(on :: Bool) -> ()

@extern("mesh_process_exit")
fn exit_with(pid :: Pid, code :: Int, text :: String) -> ()

## Sends an exit signal. `Killed` cannot be trapped. `Normal` ends nobody but an actor that sends it to itself.
##
## ```mesh
## let (pid, _) = Process.spawn_monitor(fn -> Timer.sleep(60_000) end)
## Process.exit(pid, Shutdown)
## assert_receive (:down, _, Shutdown), 5000
## ```
pub fn exit(pid :: Pid, reason :: ExitReason) -> () =
  exit_with(pid, reason_code(reason), reason_text(reason))

@extern("mesh_process_exit_self")
fn exit_self_with(code :: Int, text :: String) -> ()

## Ends this actor with a reason.
##
## ```mesh
## let _ = Process.spawn_monitor(fn -> Process.exit_self(Shutdown) end)
## assert_receive (:down, _, Shutdown), 5000
## ```
pub fn exit_self(reason :: ExitReason) -> () =
  exit_self_with(reason_code(reason), reason_text(reason))
