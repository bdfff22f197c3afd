# What is known of an actor.

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
