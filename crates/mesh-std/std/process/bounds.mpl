# Bounds of mailboxes and of memory.

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
