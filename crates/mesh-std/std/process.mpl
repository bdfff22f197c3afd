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

@extern("mesh_signal_kind")
fn signal_kind() -> Int

@extern("mesh_signal_pid")
fn signal_pid() -> Pid

@extern("mesh_signal_reason_kind")
fn signal_reason_kind() -> Int

@extern("mesh_signal_reason_text")
fn signal_reason_text() -> String

@extern("mesh_signal_reason_pid")
fn signal_reason_pid() -> Pid

## The signal that the mailbox scan stands at, as `receive` patterns see it: `(:down, pid, reason)`.
pub fn current_signal() -> (Atom, Pid, ExitReason) do
  let kind = case signal_kind() do
    0 -> :down
    1 -> :exit
    2 -> :nodedown
    _ -> :nodeup
  end
  (kind, signal_pid(), reason_of(signal_reason_kind(), signal_reason_text(), signal_reason_pid()))
end

## A monitor that `demonitor` takes back.
pub struct Monitor do
  reference :: Int
end deriving(Eq)

@extern("mesh_process_monitor")
fn monitor_pid(pid :: Pid) -> Int

@extern("mesh_process_demonitor")
fn demonitor_reference(reference :: Int) -> ()

## Asks for a `(:down, pid, reason)` signal when the actor ends; at once, with `Noproc`, when it is gone already.
pub fn monitor(pid :: Pid) -> Monitor = Monitor { reference: monitor_pid(pid) }

@extern("mesh_process_monitor_next_spawn")
fn monitor_next_spawn() -> Int

## Runs `f` in an actor of its own that is monitored from its first moment on. However soon it ends, its true reason comes,
## where `monitor` after `spawn` may find it gone already.
pub fn spawn_monitor(f :: Fun() -> ()) -> (Pid, Monitor) do
  let reference = monitor_next_spawn()
  (spawn(f), Monitor { reference: reference })
end

## Takes a monitor back.
pub fn demonitor(watch :: Monitor) -> () = demonitor_reference(watch.reference)

## Ties this actor and another: when one ends abnormally, so does the other.
@extern("mesh_process_link")
pub fn link(pid :: Pid) -> ()

## Unties this actor from another.
@extern("mesh_process_unlink")
pub fn unlink(pid :: Pid) -> ()

## With `true`, ends of linked actors come as `(:exit, pid, reason)` signals instead of ending this actor.
@extern("mesh_process_trap_exit")
pub fn trap_exit(on :: Bool) -> ()

@extern("mesh_process_exit")
fn exit_with(pid :: Pid, code :: Int, text :: String) -> ()

## Sends an exit signal. `Killed` cannot be trapped.
pub fn exit(pid :: Pid, reason :: ExitReason) -> () = exit_with(pid, reason_code(reason), reason_text(reason))

@extern("mesh_process_exit_self")
fn exit_self_with(code :: Int, text :: String) -> ()

## Ends this actor with a reason.
pub fn exit_self(reason :: ExitReason) -> () = exit_self_with(reason_code(reason), reason_text(reason))

@extern("mesh_process_register")
fn register_pid(name :: String, pid :: Pid) -> Bool

## Gives a pid a name: 0, or 1 when the name is taken or the actor is gone.
pub fn register(name :: String, pid :: Pid) -> Int = if register_pid(name, pid) do 0 else 1 end

## Frees a name: whether it was taken.
@extern("mesh_process_unregister")
pub fn unregister(name :: String) -> Bool

## The actor of this name, if there is one.
@extern("mesh_process_find")
pub fn find(name :: String) -> Option<Pid>

@extern("mesh_process_named")
fn find_named<M>(name :: String) -> Option<Pid<M>>

## The same for one whose messages are known: crashes when the actor of this name receives others.
pub fn named<M>(name :: String) -> Option<Pid<M>> = find_named(name)

## The actor of this name. Crashes when there is none.
pub fn whereis(name :: String) -> Pid do
  case find(name) do
    Some(pid) -> pid
    None -> panic("no process is registered as ${name}")
  end
end

## The same actor with a message type. Crashes when it receives another one.
@extern("mesh_process_typed")
pub fn typed<M>(pid :: Pid) -> Pid<M>

@extern("mesh_process_alive")
fn pid_alive(pid :: Pid) -> Bool

## Whether the actor has not ended.
pub fn alive(pid :: Pid) -> Bool = pid_alive(pid)

## All actors that have not ended.
@extern("mesh_process_list")
pub fn list() -> List<Pid>

## How many messages wait in the actor's mailbox.
@extern("mesh_process_mailbox_length")
pub fn mailbox_length(pid :: Pid) -> Int

## What is known of an actor from the outside.
pub struct Info do
  ## The names it is registered under.
  names :: List<String>
  ## Whether it waits: for a message, for time to pass, or for something outside of the program.
  waiting :: Bool
  mailbox_length :: Int
  ## The type of the messages that it receives.
  message_type :: String
  links :: List<Pid>
  ## The actors that monitor it, one for each monitor.
  monitored_by :: List<Pid>
end deriving(Eq, Debug)

@extern("mesh_process_names")
fn names_of(pid :: Pid) -> List<String>

@extern("mesh_process_waits")
fn waits(pid :: Pid) -> Bool

@extern("mesh_process_message_type")
fn message_type(pid :: Pid) -> String

@extern("mesh_process_links")
fn links_of(pid :: Pid) -> List<Pid>

@extern("mesh_process_watchers")
fn watchers_of(pid :: Pid) -> List<Pid>

## What is known of an actor now; `None` when it has ended.
pub fn info(pid :: Pid) -> Option<Info> do
  let found = Info {
    names: names_of(pid),
    waiting: waits(pid),
    mailbox_length: mailbox_length(pid),
    message_type: message_type(pid),
    links: links_of(pid),
    monitored_by: watchers_of(pid)
  }
  if alive(pid) do Some(found) else None end
end

## Runs `f` when this actor ends, whatever the reason.
@extern("mesh_process_on_exit")
@owned(f)
pub fn on_exit(f :: Fun() -> ()) -> ()

## Waits for SIGTERM or SIGINT: gives the name of the signal. The second one ends the program at once.
@extern("mesh_process_wait_signal")
pub fn wait_signal() -> String

## Ends the program with this exit code after flushing output.
@extern("mesh_process_halt")
pub fn halt(code :: Int) -> ()

## What the program does with the result of `main`.
pub interface MainResult do
  fn exit_code(self) -> Int
end

impl MainResult for () do
  fn exit_code(self) -> Int = 0
end

impl MainResult for Int do
  fn exit_code(self) -> Int = 0
end

impl MainResult for Result<T, E> where E: Display do
  fn exit_code(self) -> Int do
    case self do
      Ok(_) -> 0
      Err(error) -> do
        IO.eprintln(error.to_string())
        1
      end
    end
  end
end
