##! The one service that writes events and issues. When somebody asks what became of an event, everything that waits at
##! the storage writer is written in one transaction: who comes meanwhile is in the next one, so that the groups grow with
##! the load.

from Storage.Events import Entry, Outcome
from Services.StorageWriter import StorageWriter
from Streaming.News import News
import Storage.Events
import Storage.Issues
import Storage.Partitions
import Streaming.Transport

struct Settled do
  outcome :: Outcome
  # On the clock that only goes forward, in ms.
  at :: Int
end

struct Store do
  db :: Db
  # The group that is being written, oldest first.
  waiting :: List<Entry>
  # What became of entries, until somebody asks.
  settled :: Map<String, Settled>
  dropped :: Int
end

service EventStore do
  fn init(db :: Db) -> Store do
    Process.register("event_store", self())
    Store { db: db, waiting: [], settled: %{}, dropped: 0 }
  end

  ## What became of an entry, after it is on disk.
  call Outcome(id :: String) :: Outcome do |store|
    if Map.has_key(store.settled, id) do answer(store, id) else answer(flush(store), id) end
  end

  ## Writes what waits, and forgets outcomes that nobody asked for.
  cast Commit() do |store|
    let written = flush(store)
    let now = Timer.now()
    %{written | settled: Map.filter(written.settled, fn _, known -> now - known.at < 60000 end)}
  end

  ## Writes what waits before it answers.
  call Drain() :: () do |store|
    (flush(store), ())
  end

  ## Gives an issue another status: the number of issues that changed.
  call SetStatus(issue_id :: String, status :: String) :: Result<Int, String> do |store|
    set_status(flush(store), issue_id, status)
  end

  ## Brings archived issues back that occur too often: how many.
  call Escalate() :: Result<Int, String> do |store|
    escalate(flush(store))
  end

  ## How many events were dropped.
  call Dropped() :: Int do |store|
    (store, store.dropped)
  end
end

fn answer(store :: Store, id :: String) -> (Store, Outcome) do
  case Map.fetch(store.settled, id) do
    Some(known) -> (%{store | settled: Map.delete(store.settled, id)}, known.outcome)
    None -> (store, Failed("the event was dropped"))
  end
end

# ---- groups -----------------------------------------------------------------------------------------------------

fn writer() -> Option<Pid<StorageWriter>> = Process.named("storage_writer")

fn flush(store :: Store) -> Store do
  let waiting = Option.unwrap_or(Option.map(writer(), StorageWriter.take_waiting), [])
  if List.is_empty(waiting) do
    store
  else
    attempt(%{store | waiting: waiting}, 1)
  end
end

fn attempt(store :: Store, number :: Int) -> Store do
  case recorded(store.db, store.waiting) do
    Ok(outcomes) -> settle_all(%{store | waiting: []}, store.waiting, outcomes)
    Err(error) -> do
      IO.eprintln("[StorageWriter] attempt ${number} failed: ${error}")
      if number == 3 do
        if error == Busy do give_up(store, error) else write_singly(store, error) end
      else
        Timer.sleep(if number == 1 do 100 else 500 end)
        attempt(store, number + 1)
      end
    end
  end
end

# No partition takes an event whose day was not foreseen: after the clock was set, say.
fn recorded(db :: Db, entries :: List<Entry>) -> Result<List<Outcome>, DbError> do
  case Events.record(db, entries) do
    Err(Constraint(Check, _)) -> do
      Partitions.make(db, List.map(entries, fn entry -> Partitions.day_of(entry.received_at) end))?
      Events.record(db, entries)
    end
    outcome -> outcome
  end
end

# One entry that can never be stored must not take the others with it: the last attempt is one by one, unless somebody
# holds the database, when each of them would wait for as long again.
fn write_singly(store :: Store, error :: DbError) -> Store do
  let results = List.map(store.waiting, fn entry -> Events.record(store.db, [entry]) end)
  if List.any(results, Result.is_ok) do
    settle_all(%{store | waiting: []}, store.waiting, List.flat_map(results, single_outcome))
  else
    give_up(store, error)
  end
end

fn single_outcome(result :: Result<List<Outcome>, DbError>) -> List<Outcome> do
  case result do
    Ok(outcomes) -> outcomes
    Err(error) -> do
      IO.eprintln("[StorageWriter] an event cannot be stored: ${error}")
      [Failed("${error}")]
    end
  end
end

fn give_up(store :: Store, error :: DbError) -> Store do
  let projects = Set.to_list(Set.from_list(List.map(store.waiting, fn entry -> entry.project_id end)))
  for project in projects do
    let count = List.length(List.filter(store.waiting, fn entry -> entry.project_id == project end))
    println("[StorageWriter] Dropping batch of ${count} events for project ${project} after 3 retries")
  end
  let now = Timer.now()
  let settled = List.reduce(store.waiting, store.settled, fn done, entry ->
    Map.put(done, entry.id, Settled { outcome: Failed("${error}"), at: now })
  end)
  let dropped = store.dropped + List.length(store.waiting)
  %{store | waiting: [], settled: settled, dropped: dropped}
end

# ---- what follows -----------------------------------------------------------------------------------------------

# Remembers what became of the entries.
fn settle_all(store :: Store, entries :: List<Entry>, outcomes :: List<Outcome>) -> Store do
  let now = Timer.now()
  let settled = List.reduce(List.zip(entries, outcomes), store.settled, fn done, (entry, outcome) ->
    Map.put(done, entry.id, Settled { outcome: outcome, at: now })
  end)
  Transport.wake()
  %{store | settled: settled}
end

fn set_status(store :: Store, issue_id :: String, status :: String) -> (Store, Result<Int, String>) do
  case Issues.set_status(store.db, issue_id, status) do
    Err(error) -> (store, Err(error))
    Ok(None) -> (store, Ok(0))
    Ok(Some(project)) -> (store, changed(store.db, [IssueChanged(project, issue_id, status)]))
  end
end

fn escalate(store :: Store) -> (Store, Result<Int, String>) do
  case Issues.escalate(store.db) do
    Err(error) -> (store, Err(error))
    Ok(issues) -> (store, changed(store.db, List.map(issues, fn issue -> IssueChanged(issue.project_id, issue.id, "escalated") end)))
  end
end

# How many.
fn changed(db :: Db, news :: List<News>) -> Result<Int, String> do
  Transport.tell(db, news)?
  Ok(List.length(news))
end
