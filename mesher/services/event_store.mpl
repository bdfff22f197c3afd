##! The one service of a process that writes events and issues, a group in each transaction.

from Services.Waiting import Waiting
from Storage.Entries import Entry, Outcome, Refusal
from Storage.Events import Memory
import Figures
import Services.Tally
import Services.Waiting
import Storage.Events
import Storage.Partitions
import Streaming.Transport

struct Store do
  db :: Db
  memory :: Memory
  # Called when a group is done: with what could not be written and was acknowledged, and whether the group failed.
  done :: Fun(List<Waiting>, Bool) -> ()
  dropped :: Int
end

service EventStore do
  fn init(db :: Db, done :: Fun(List<Waiting>, Bool) -> ()) -> Store do
    Process.register("event_store", self())
    # Clients wait for a little longer.
    Store { db: Db.with_timeout(db, 5000), memory: Events.empty_memory(), done: done, dropped: 0 }
  end

  ## Writes a group, and tells those who wait what became of their events.
  cast Write(group :: List<Waiting>) do |store|
    Figures.flush_seconds().time(fn -> attempt(store, group, 1) end)
  end

  ## How many events were dropped.
  call Dropped() :: Int do |store|
    (store, store.dropped)
  end
end

# ---- groups -----------------------------------------------------------------------------------------------------

fn attempt(store :: Store, group :: List<Waiting>, number :: Int) -> Store do
  let began = Timer.now()
  let entries = List.flat_map(group, fn waiting -> waiting.entries end)
  case recorded(store, entries) do
    Ok((outcomes, memory)) -> do
      settle(group, entries, outcomes)
      end_group(%{store | memory: memory}, [], false)
    end
    Err(error) -> do
      Log.warn("events could not be written", json { attempt: number, error: "${error}" })
      # Somebody has the database: where this attempt has waited for it, those who wait are told. Others only came in its way.
      if is_held(error) and (number == 3 or Timer.now() - began > 2000) do
        give_up(store, group, error)
      else if number == 3 do
        write_singly(store, group, error)
      else
        Timer.sleep(if number == 1 do 100 else 500 end)
        attempt(store, group, number + 1)
      end
    end
  end
end

fn end_group(store :: Store, left :: List<Waiting>, failed :: Bool) -> Store do
  let done = store.done
  done(left, failed)
  Transport.wake()
  store
end

# No partition takes an event whose day was not foreseen: after the clock was set, say.
fn recorded(store :: Store, entries :: List<Entry>) -> Result<(List<Outcome>, Memory), DbError> do
  case Events.record(store.db, store.memory, entries) do
    Err(Constraint(Check, _)) -> do
      Partitions.make(
        store.db,
        List.unique(List.map(entries, fn entry -> Partitions.day_of(entry.received_at) end))
      )?
      Events.record(store.db, store.memory, entries)
    end
    outcome -> outcome
  end
end

# What can never be stored must not take the others with it: the last attempt is one by one. When the database is the reason, the
# first one finds out.
fn write_singly(store :: Store, group :: List<Waiting>, error :: DbError) -> Store do
  if is_hopeless(store.db, error) do singly(store, group, 0) else give_up(store, group, error) end
end

fn singly(store :: Store, group :: List<Waiting>, at :: Int) -> Store do
  case List.at(group, at) do
    None -> end_group(store, [], false)
    Some(waiting) ->
      case recorded(store, waiting.entries) do
        Ok((outcomes, memory)) -> do
          settle([waiting], waiting.entries, outcomes)
          singly(%{store | memory: memory}, group, at + 1)
        end
        Err(error) ->
          if is_hopeless(store.db, error) do
            without(store, waiting, List.drop(group, at + 1), error)
          else
            give_up(store, List.drop(group, at), error)
          end
      end
  end
end

# Goes on with the rest of a group behind what can never be stored. Of what was acknowledged the other events stay.
fn without(store :: Store, waiting :: Waiting, rest :: List<Waiting>, error :: DbError) -> Store do
  let count = List.length(waiting.entries)
  if Option.is_none(waiting.from) and count > 1 do
    singly(
      store,
      List.map(waiting.entries, fn entry -> %{waiting | entries: [entry]} end) ++ rest,
      0
    )
  else
    Log.error("an event cannot be stored", json { events: count, error: "${error}" })
    drop(waiting, count, error)
    singly(%{store | dropped: store.dropped + count}, rest, 0)
  end
end

# Somebody else has the database.
fn is_held(error :: DbError) -> Bool do
  case error do
    Busy | Timeout -> true
    _ -> false
  end
end

# Whether it is what is written that the database refuses, now and always: a rule of a table, a value, or what is too large for it.
# Whatever else there is (a disk, rights, a server that others look after) goes by.
fn is_hopeless(db :: Db, error :: DbError) -> Bool do
  case error do
    Constraint(_, _) -> true
    # Also what it says to every write while it takes none.
    Invalid(_) -> takes_writes(db)
    Other(code, _) ->
      List.contains(["TooBig", "TypeMismatch"], code) or String.starts_with(code, "54")
    _ -> false
  end
end

fn takes_writes(db :: Db) -> Bool do
  Result.is_ok(Db.run(db, sql"UPDATE issues SET number = number WHERE 1 = 0"))
end

fn drop(waiting :: Waiting, count :: Int, error :: DbError) -> () do
  Figures.dropped("write").add(count)
  Tally.count(waiting.project_id, "error", "invalid", "not_storable", count)
  tell(waiting, Err(Failed("${error}")))
end

fn tell(waiting :: Waiting, what :: Result<List<Outcome>, Refusal>) -> () =
  Option.each(waiting.from, fn from -> Service.reply(from, what) end)

# Those who wait are told; what was acknowledged before is kept for the next group.
fn give_up(store :: Store, group :: List<Waiting>, error :: DbError) -> Store do
  let (waited_for, acknowledged) =
    List.partition(group, fn waiting -> Option.is_some(waiting.from) end)
  for (project, own) in Map.to_list(List.group_by(waited_for, fn waiting ->
    waiting.project_id
  end)) do
    println("[StorageWriter] Dropping batch of ${Waiting.events(own)} events for project ${project} after 3 retries")
  end
  for waiting in waited_for do
    tell(waiting, Err(Failed("${error}")))
  end
  end_group(%{store | dropped: store.dropped + Waiting.events(waited_for)}, acknowledged, true)
end

# ---- what follows -----------------------------------------------------------------------------------------------

# The entries are all those of the group, and the outcomes theirs.
fn settle(group :: List<Waiting>, entries :: List<Entry>, outcomes :: List<Outcome>) -> () do
  let _ = List.reduce(group, 0, fn at, waiting ->
    let stop = at + List.length(waiting.entries)
    tell(waiting, Ok(List.slice(outcomes, at, stop)))
    stop
  end)
  for (key, count) in Map.to_list(List.frequencies(List.zip_with(entries, outcomes, counted))) do
    let (project, outcome, reason) = key
    if outcome == "accepted" do
      Figures.accepted().add(count)
    else
      Figures.discarded().add(count)
    end
    Tally.count(project, "error", outcome, reason, count)
  end
end

fn counted(entry :: Entry, outcome :: Outcome) -> (String, String, String) do
  let project = entry.project_id
  case outcome do
    Stored(_) -> (project, "accepted", "")
    Duplicate -> (project, "discarded", "duplicate")
    Discarded -> (project, "discarded", "issue")
  end
end
