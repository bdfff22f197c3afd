##! Recording events: each is counted on its issue and kept as a row. All functions run inside a transaction of the caller.

from Ingestion.Event import Event, grouping_version

## An event that is to be recorded.
pub struct Entry do
  ## The id of its row.
  id :: String
  project_id :: String
  event :: Event
  received_at :: Int
end deriving(Debug)

## What became of it.
pub type Outcome do
  Stored(Change)
  ## Its issue takes no more events.
  Discarded
  ## An event of that id was there already.
  Duplicate
  Failed(String)
end deriving(Debug)

pub struct Change do
  issue_id :: String
  is_new :: Bool
  ## The issue had been resolved.
  regressed :: Bool
end deriving(Debug)

struct Known do
  id :: String
  status :: String
end deriving(Row)

## Records one event.
pub fn record(db :: SqliteConn, entry :: Entry) -> Result<Outcome, String> do
  let event = entry.event
  let find_event = "SELECT id FROM events WHERE project_id = ? AND event_id = ?"
  let seen = Sqlite.query(db, find_event, [entry.project_id, event.id])?
  if List.is_empty(seen) do
    let hash = Crypto.sha256(event.fingerprint)
    let find_issue = "SELECT id, status FROM issues WHERE project_id = ? AND fingerprint_hash = ?"
    let known :: List<Known> = Sqlite.query_as(db, find_issue, [entry.project_id, hash])?
    case List.first(known) do
      None -> first_of_issue(db, entry, hash)
      Some(issue) when issue.status == "discarded" -> Ok(Discarded)
      Some(issue) -> next_of_issue(db, entry, issue)
    end
  else
    Ok(Duplicate)
  end
end

fn first_of_issue(db :: SqliteConn, entry :: Entry, hash :: String) -> Result<Outcome, String> do
  let (id, now, event) = (Crypto.uuid7(), "${entry.received_at}", entry.event)
  let sql = """
    INSERT INTO issues (id, project_id, fingerprint, fingerprint_hash, grouping_version, title, level, event_count,
      first_seen, last_seen)
    VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
    """
  let version = "${grouping_version()}"
  let row = [id, entry.project_id, event.fingerprint, hash, version, event.title, event.level, now, now]
  Sqlite.execute(db, sql, row)?
  insert(db, entry, id)?
  Ok(Stored(Change { issue_id: id, is_new: true, regressed: false }))
end

fn next_of_issue(db :: SqliteConn, entry :: Entry, issue :: Known) -> Result<Outcome, String> do
  let regressed = issue.status == "resolved"
  let status = if regressed do "unresolved" else issue.status end
  let sql = "UPDATE issues SET event_count = event_count + 1, last_seen = max(last_seen, ?), status = ? WHERE id = ?"
  Sqlite.execute(db, sql, ["${entry.received_at}", status, issue.id])?
  insert(db, entry, issue.id)?
  Ok(Stored(Change { issue_id: issue.id, is_new: false, regressed: regressed }))
end

fn insert(db :: SqliteConn, entry :: Entry, issue_id :: String) -> Result<Int, String> do
  let event = entry.event
  let sql = """
    INSERT INTO events (id, event_id, project_id, issue_id, level, message, fingerprint, exception, stacktrace,
      breadcrumbs, tags, extra, user_context, sdk_name, sdk_version, environment, release, platform, payload,
      occurred_at, received_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, nullif(?, 'null'), nullif(?, 'null'), nullif(?, 'null'), ?, ?, nullif(?, 'null'),
      ?, ?, ?, ?, ?, ?, ?, ?)
    """
  let parts = [event.exception, event.stacktrace, event.breadcrumbs, event.tags, event.extra, event.user_context]
  let row = List.flatten([
    [entry.id, event.id, entry.project_id, issue_id, event.level, event.message, event.fingerprint],
    List.map(parts, Json.encode),
    [event.sdk_name, event.sdk_version, event.environment, event.release, event.platform, Json.encode(event.payload)],
    ["${Option.unwrap_or(event.occurred_at, entry.received_at)}", "${entry.received_at}"]
  ])
  Sqlite.execute(db, sql, row)
end
