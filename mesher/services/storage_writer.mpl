##! The one connection that writes events and issues. What waits is written in one transaction as soon as somebody asks what
##! became of it: everybody who comes meanwhile is in the next one, so that the groups grow with the load.

from Config import Config, Ack
from Storage.Events import Entry, Outcome, Change
from Storage.Issues import Escalated
from Services.News import News
import Services.News
import Storage.Events
import Storage.Issues
import Storage.Schema

struct Settled do
  outcome :: Outcome
  # On the clock that only goes forward, in ms.
  at :: Int
end

struct Writer do
  db :: SqliteConn
  batch :: Int
  capacity :: Int
  # Oldest first.
  waiting :: List<Entry>
  # What became of entries, until somebody asks.
  settled :: Map<String, Settled>
  # What those who watch are to be told, oldest first.
  news :: List<News>
  # Unresolved issues of the projects that were written to.
  unresolved :: Map<String, Int>
  dropped :: Int
end

service StorageWriter do
  fn init(config :: Config) -> Writer do
    Process.register("storage_writer", self())
    case open(config) do
      Err(error) -> panic("cannot open the database: ${error}")
      Ok(db) -> Writer {
        db: db,
        batch: config.batch,
        capacity: config.writer_max,
        waiting: [],
        settled: %{},
        news: [],
        unresolved: %{},
        dropped: 0
      }
    end
  end

  ## Takes an entry. It is on disk when its outcome is known.
  cast Store(entry :: Entry) do |writer|
    let taken = within_capacity(%{writer | waiting: List.append(writer.waiting, entry)})
    if List.length(taken.waiting) >= taken.batch do flush(taken) else taken end
  end

  ## What became of an entry, after it is on disk.
  call Outcome(id :: String) :: Outcome do |writer|
    let written = flush(writer)
    case Map.fetch(written.settled, id) do
      Some(known) -> (%{written | settled: Map.delete(written.settled, id)}, known.outcome)
      None -> (written, Failed("the event was dropped"))
    end
  end

  ## Writes what waits, and forgets outcomes that nobody asked for.
  cast Flush() do |writer|
    let written = flush(writer)
    let now = Timer.now()
    %{written | settled: Map.filter(written.settled, fn _, known -> now - known.at < 60000 end)}
  end

  ## Writes what waits before it answers.
  call Drain() :: Int do |writer|
    let written = flush(writer)
    (written, List.length(written.waiting))
  end

  ## Gives an issue another status: the number of issues that changed.
  call SetStatus(issue_id :: String, status :: String) :: Result<Int, String> do |writer|
    set_status(flush(writer), issue_id, status)
  end

  ## Brings archived issues back that occur too often: how many.
  call Escalate() :: Result<Int, String> do |writer|
    escalate(flush(writer))
  end

  ## What is to be told since the last call, in the order in which it happened.
  call TakeNews() :: List<News> do |writer|
    (%{writer | news: []}, writer.news)
  end

  ## How many events were dropped.
  call Dropped() :: Int do |writer|
    (writer, writer.dropped)
  end
end

# What is acknowledged as durable must survive a loss of power, too; otherwise a crash of the program is enough.
fn open(config :: Config) -> Result<SqliteConn, String> do
  let db = Schema.connect(config.database)?
  if config.ack == Durable do
    Sqlite.execute(db, "PRAGMA synchronous = FULL", [])?
  end
  Ok(db)
end

fn within_capacity(writer :: Writer) -> Writer do
  let excess = List.length(writer.waiting) - writer.capacity
  if excess > 0 do
    %{writer | waiting: List.drop(writer.waiting, excess), dropped: writer.dropped + excess}
  else
    writer
  end
end

# ---- groups -----------------------------------------------------------------------------------------------------

fn flush(writer :: Writer) -> Writer do
  if List.is_empty(writer.waiting) do writer else attempt(writer, 1) end
end

# The first attempt is the plain one; the next ones set aside what can never be stored instead of failing with it.
fn attempt(writer :: Writer, number :: Int) -> Writer do
  let each = if number == 1 do write_one else write_guarded end
  case Sqlite.transaction(writer.db, fn -> write_all(%{writer | waiting: []}, writer.waiting, each) end) do
    Ok(written) -> written
    Err(error) -> do
      IO.eprintln("[StorageWriter] attempt ${number} failed: ${error}")
      if number == 3 do
        give_up(writer, error)
      else
        Timer.sleep(if number == 1 do 100 else 500 end)
        attempt(writer, number + 1)
      end
    end
  end
end

fn write_all(
  writer :: Writer,
  entries :: List<Entry>,
  each :: Fun(SqliteConn, Entry) -> Result<Outcome, String>
) -> Result<Writer, String> do
  case entries do
    [] -> Ok(writer)
    entry :: rest -> do
      let outcome = each(writer.db, entry)?
      write_all(settle(writer, entry, outcome)?, rest, each)
    end
  end
end

fn write_one(db :: SqliteConn, entry :: Entry) -> Result<Outcome, String> = Events.record(db, entry)

fn write_guarded(db :: SqliteConn, entry :: Entry) -> Result<Outcome, String> do
  Sqlite.execute(db, "SAVEPOINT entry", [])?
  case Events.record(db, entry) do
    Ok(outcome) -> do
      Sqlite.execute(db, "RELEASE entry", [])?
      Ok(outcome)
    end
    Err(error) -> do
      Sqlite.execute(db, "ROLLBACK TO entry", [])?
      IO.eprintln("[StorageWriter] event ${entry.event.id} cannot be stored: ${error}")
      Ok(Failed(error))
    end
  end
end

fn give_up(writer :: Writer, error :: String) -> Writer do
  let projects = Set.to_list(Set.from_list(List.map(writer.waiting, fn entry -> entry.project_id end)))
  for project in projects do
    let count = List.length(List.filter(writer.waiting, fn entry -> entry.project_id == project end))
    println("[StorageWriter] Dropping batch of ${count} events for project ${project} after 3 retries")
  end
  let now = Timer.now()
  let settled = List.reduce(writer.waiting, writer.settled, fn done, entry ->
    Map.put(done, entry.id, Settled { outcome: Failed(error), at: now })
  end)
  let dropped = writer.dropped + List.length(writer.waiting)
  %{writer | waiting: [], settled: settled, dropped: dropped, unresolved: %{}}
end

# ---- what follows -----------------------------------------------------------------------------------------------

# Remembers what became of an entry, and what is to be told.
fn settle(writer :: Writer, entry :: Entry, outcome :: Outcome) -> Result<Writer, String> do
  let known = %{writer | settled: Map.put(writer.settled, entry.id, Settled { outcome: outcome, at: Timer.now() })}
  case outcome do
    Stored(change) -> do
      let added = if change.is_new or change.regressed do 1 else 0 end
      let (counted, unresolved) = count(known, entry.project_id, added)?
      let told = News.recorded(entry, change, unresolved)
      Ok(%{counted | news: counted.news ++ told})
    end
    _ -> Ok(known)
  end
end

# The unresolved issues of a project: from memory when they are known, where a change adds to them.
fn count(writer :: Writer, project_id :: String, added :: Int) -> Result<(Writer, Int), String> do
  let unresolved = case Map.fetch(writer.unresolved, project_id) do
    Some(known) -> known + added
    None -> Issues.count_unresolved(writer.db, project_id)?
  end
  Ok((%{writer | unresolved: Map.put(writer.unresolved, project_id, unresolved)}, unresolved))
end

fn set_status(writer :: Writer, issue_id :: String, status :: String) -> (Writer, Result<Int, String>) do
  case Issues.set_status(writer.db, issue_id, status) do
    Err(error) -> (writer, Err(error))
    Ok(None) -> (writer, Ok(0))
    Ok(Some(project)) -> (changed(writer, project, issue_id, status), Ok(1))
  end
end

fn escalate(writer :: Writer) -> (Writer, Result<Int, String>) do
  case Issues.escalate(writer.db) do
    Err(error) -> (writer, Err(error))
    Ok(issues) -> do
      let told = List.reduce(issues, writer, fn done, issue -> changed(done, issue.project_id, issue.id, "escalated") end)
      (told, Ok(List.length(issues)))
    end
  end
end

fn changed(writer :: Writer, project_id :: String, issue_id :: String, action :: String) -> Writer do
  let fresh = %{writer | unresolved: Map.delete(writer.unresolved, project_id)}
  let notice = News.changed(project_id, issue_id, action)
  case count(fresh, project_id, 0) do
    Ok((counted, unresolved)) -> %{counted | news: counted.news ++ [notice, News.count(project_id, unresolved)]}
    Err(_) -> %{fresh | news: List.append(fresh.news, notice)}
  end
end
