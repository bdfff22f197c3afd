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

@extern("mesh_process_register")
fn register_pid(name :: String, pid :: Pid) -> Bool

## Gives a pid a name: 0, or 1 when the name is taken or the actor is gone.
##
## ```mesh
## assert_eq Process.register("printer", self()), 0
## assert_eq Process.register("printer", self()), 1
## ```
pub fn register(name :: String, pid :: Pid) -> Int = if register_pid(name, pid) do 0 else 1 end

## Frees a name: whether it was taken.
##
## ```mesh
## assert_eq Process.register("printer", self()), 0
## assert Process.unregister("printer")
## assert_eq Process.find("printer"), None
## ```
@extern("mesh_process_unregister")
pub fn unregister(name :: String) -> Bool

## The actor of this name, if there is one.
##
## ```mesh
## assert_eq Process.register("printer", self()), 0
## assert_eq Process.find("printer"), Some(Process.me())
## assert_eq Process.find("scanner"), None
## ```
@extern("mesh_process_find")
@reads
pub fn find(name :: String) -> Option<Pid>

@extern("mesh_process_named")
@reads
fn find_named<M>(name :: String) -> Option<Pid<M>>

## The same for one whose messages are known: crashes when the actor of this name receives others.
##
## ```mesh
## assert_eq Process.register("printer", self()), 0
## let printer :: Option<Pid<String>> = Process.named("printer")
## send(Option.unwrap(printer), "a page")
## assert_receive "a page", 5000
## ```
pub fn named<M>(name :: String) -> Option<Pid<M>> = find_named(name)

## The actor of this name. Crashes when there is none.
##
## ```mesh
## assert_eq Process.register("printer", self()), 0
## assert_eq Process.whereis("printer"), Process.me()
## assert_raises(fn -> Process.whereis("scanner") end)
## ```
pub fn whereis(name :: String) -> Pid do
  case find(name) do
    Some(pid) -> pid
    None -> panic("no process is registered as ${name}")
  end
end

## The same actor with a message type. Crashes when it receives another one.
##
## ```mesh
## let printer :: Pid<String> = Process.typed(Process.me())
## send(printer, "a page")
## assert_receive "a page", 5000
## ```
@extern("mesh_process_typed")
@reads
pub fn typed<M>(pid :: Pid) -> Pid<M>

@extern("mesh_process_alive")
@reads
fn pid_alive(pid :: Pid) -> Bool

## Whether the actor has not ended.
##
## ```mesh
## let (pid, _) = Process.spawn_monitor(fn -> () end)
## assert_receive (:down, _, _), 5000
## assert not Process.alive(pid)
## ```
pub fn alive(pid :: Pid) -> Bool = pid_alive(pid)

## All actors that have not ended.
##
## ```mesh
## assert List.contains(Process.list(), Process.me())
## ```
@extern("mesh_process_list")
@reads
pub fn list() -> List<Pid>

## How many messages wait in the actor's mailbox.
##
## ```mesh
## send(self(), 1)
## send(self(), 2)
## assert_eq Process.mailbox_length(self()), 2
## assert_receive 1
## ```
@extern("mesh_process_mailbox_length")
@reads
pub fn mailbox_length(pid :: Pid) -> Int

## What happens with one message more when as many wait as a mailbox may hold.
pub type MailboxPolicy do
  # The one that waits longest is thrown away.
  DropOldest
  # The new one is thrown away.
  DropNewest
  # The sender waits until there is room.
  Block
  # The actor that has the mailbox crashes.
  Crash
end deriving(Eq, Debug)

# The numbers of policies are the runtime's.
fn policy_code(policy :: MailboxPolicy) -> Int do
  case policy do
    DropOldest -> 0
    DropNewest -> 1
    Block -> 2
    Crash -> 3
  end
end

fn policy_of(code :: Int) -> MailboxPolicy do
  case code do
    0 -> DropOldest
    1 -> DropNewest
    2 -> Block
    _ -> Crash
  end
end

@extern("mesh_process_limit_mailbox")
fn set_mailbox_limit(pid :: Pid, messages :: Int, policy :: Int) -> ()

## Bounds the mailbox of this actor: what happens with more messages than so many.
##
## ```mesh
## Process.limit_mailbox(1, DropNewest)
## send(self(), "first")
## send(self(), "second")
## assert_receive "first"
## refute_receive "second", 20
## ```
pub fn limit_mailbox(messages :: Int, policy :: MailboxPolicy) -> () do
  set_mailbox_limit(me(), checked_bound(messages), policy_code(policy))
end

## The same actor with a bounded mailbox.
##
## ```mesh
## let me = Process.bounded(self(), 1, DropOldest)
## send(me, "first")
## send(me, "second")
## assert_receive "second"
## refute_receive "first", 20
## ```
pub fn bounded<M>(pid :: Pid<M>, messages :: Int, policy :: MailboxPolicy) -> Pid<M> do
  set_mailbox_limit(pid, checked_bound(messages), policy_code(policy))
  pid
end

fn checked_bound(messages :: Int) -> Int do
  if messages < 1 do panic("a mailbox holds at least 1 message, not ${messages}") else messages end
end

## Bounds the memory of this actor: it crashes when its heap needs more bytes, together with the messages that wait for it.
##
## ```mesh
## let job = Job.async(fn ->
##   Process.limit_memory(1_000_000)
##   List.length(Range.to_list(0..10_000_000))
## end)
## assert Result.is_err(Job.await(job))
## ```
@extern("mesh_process_limit_memory")
pub fn limit_memory(bytes :: Int) -> ()

## How full a mailbox is.
pub struct MailboxInfo do
  ## How many messages wait.
  length :: Int
  ## How many may, and what happens with one more; `None` when there is no bound.
  bound :: Option<(Int, MailboxPolicy)>
  ## How many messages the policy threw away.
  dropped :: Int
end deriving(Eq, Debug)

## What is known of an actor from the outside.
pub struct Info do
  ## The names it is registered under.
  names :: List<String>
  ## Whether it waits: for a message, for time to pass, or for something outside of the program.
  waiting :: Bool
  mailbox_length :: Int
  mailbox :: MailboxInfo
  ## Bytes of its heap, as of its last turn.
  memory :: Int
  ## Bytes of its stack in use, as of its last pause.
  stack :: Int
  ## A measure of the work that it has done: 1 for each turn, 4,000 for one that was interrupted at its end.
  reductions :: Int
  ## The actor that started it.
  parent :: Option<Pid>
  ## The service whose reply it waits for.
  calling :: Option<Pid>
  ## The type of the messages that it receives.
  message_type :: String
  links :: List<Pid>
  ## The actors that it monitors, one for each monitor.
  monitors :: List<Pid>
  ## The actors that monitor it, one for each monitor.
  monitored_by :: List<Pid>
end deriving(Eq, Debug)

@extern("mesh_process_names")
@reads
fn names_of(pid :: Pid) -> List<String>

@extern("mesh_process_waits")
@reads
fn waits(pid :: Pid) -> Bool

@extern("mesh_process_message_type")
@reads
fn message_type(pid :: Pid) -> String

@extern("mesh_process_links")
@reads
fn links_of(pid :: Pid) -> List<Pid>

@extern("mesh_process_monitors")
@reads
fn monitors_of(pid :: Pid) -> List<Pid>

@extern("mesh_process_watchers")
@reads
fn watchers_of(pid :: Pid) -> List<Pid>

# What the runtime is asked for. `Bound` is -1 when there is none.
type Figure do
  Memory
  Stack
  Reductions
  Bound
  Policy
  Dropped
end deriving()

# The numbers of figures are the runtime's.
fn figure_code(which :: Figure) -> Int do
  case which do
    Memory -> 0
    Stack -> 1
    Reductions -> 2
    Bound -> 3
    Policy -> 4
    Dropped -> 5
  end
end

@extern("mesh_process_figure")
@reads
fn figure_number(pid :: Pid, which :: Int) -> Int

fn figure(pid :: Pid, which :: Figure) -> Int = figure_number(pid, figure_code(which))

@extern("mesh_process_parent")
@reads
fn parent_of(pid :: Pid) -> Option<Pid>

@extern("mesh_process_calling")
@reads
fn calling(pid :: Pid) -> Option<Pid>

fn mailbox_of(pid :: Pid) -> MailboxInfo do
  let bound = figure(pid, Bound)
  MailboxInfo {
    length: mailbox_length(pid),
    bound: if bound < 0 do None else Some((bound, policy_of(figure(pid, Policy)))) end,
    dropped: figure(pid, Dropped)
  }
end

## What is known of an actor now; `None` when it has ended.
##
## ```mesh
## let info = Option.unwrap(Process.info(Process.me()))
## assert_eq (info.mailbox_length, info.waiting), (0, false)
## ```
pub fn info(pid :: Pid) -> Option<Info> do
  let found = Info {
    names: names_of(pid),
    waiting: waits(pid),
    mailbox_length: mailbox_length(pid),
    mailbox: mailbox_of(pid),
    memory: figure(pid, Memory),
    stack: figure(pid, Stack),
    reductions: figure(pid, Reductions),
    parent: parent_of(pid),
    calling: calling(pid),
    message_type: message_type(pid),
    links: links_of(pid),
    monitors: monitors_of(pid),
    monitored_by: watchers_of(pid)
  }
  if alive(pid) do Some(found) else None end
end

## Runs `f` when this actor ends, whatever the reason.
##
## ```mesh
## let me = self()
## spawn(fn -> Process.on_exit(fn -> send(me, "the end") end) end)
## assert_receive "the end", 5000
## ```
@extern("mesh_process_on_exit")
@owned(f)
pub fn on_exit(f :: Fun() -> ()) -> ()

## The same for what is said again and again, as each time that an actor goes on with its next state: the closure of
## one place in the program replaces the one that is known of that place.
##
## ```mesh
## let me = self()
## spawn(fn ->
##   for n in [1, 2] do
##     Process.at_end(fn -> send(me, n) end)
##   end
## end)
## assert_receive 2, 5000
## refute_receive 1, 20
## ```
@extern("mesh_process_at_end")
@owned(f)
pub fn at_end(f :: Fun() -> ()) -> ()

## What `main` receives, as those that are started are told by their starter.
##
## ```mesh
## Process.takes()
## # Nothing says which messages, so they are of this type.
## assert_eq Option.map(Process.info(Process.me()), fn info -> info.message_type end), Some("()")
## ```
@extern("mesh_process_takes")
pub fn takes<M>() -> ()

## Waits for SIGTERM or SIGINT: gives the name of the signal. The second one ends the program at once.
##
## ```mesh
## pub fn run() do
##   spawn(fn ->
##     let signal = Process.wait_signal()
##     println("${signal}: ending")
##     Process.halt(0)
##   end)
## end
## ```
@extern("mesh_process_wait_signal")
pub fn wait_signal() -> String

## Ends the program with this exit code, from 0 to 255, after flushing output; crashes for any other number.
##
## ```mesh
## pub fn give_up(why :: String) do
##   IO.eprintln(why)
##   Process.halt(3)
## end
## ```
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

## From now on the system gives memory in small pages only. Less is resident where many actors hold little each, as in most servers; a program
## with some hundred mebibytes that it looks at all over takes up to half as long again. Programs that are run by this one do so, too.
##
## ```mesh
## Process.small_pages()
## assert_eq List.length(Range.to_list(0..1000)), 1000
## ```
@extern("mesh_process_small_pages")
pub fn small_pages() -> ()
