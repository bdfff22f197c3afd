##! Issues and events: recording, listing, changing.

from Ingestion.Event import Event, Outcome, Change

pub struct Issue do
  id :: String
  title :: String
  level :: String
  status :: String
  event_count :: Int
  first_seen :: String
  last_seen :: String
  assigned_to :: String
end deriving(Json)

struct Known do
  id :: String
  status :: String
end deriving(Row)

fn micros() -> Int = DateTime.to_unix_micros(DateTime.utc_now())

## Stores an event and counts it on its issue, in one transaction.
pub fn record(db :: SqliteConn, project_id :: String, event :: Event) -> Outcome do
  case recorded(db, project_id, event) do
    Ok(outcome) -> outcome
    Err(error) -> do
      Sqlite.rollback(db)
      Failed(error)
    end
  end
end

fn recorded(db :: SqliteConn, project_id :: String, event :: Event) -> Result<Outcome, String> do
  Sqlite.begin(db)?
  let seen = Sqlite.query(db, "SELECT 1 AS n FROM events WHERE project_id = ? AND event_id = ?", [project_id, event.id])?
  let hash = Crypto.sha256(event.fingerprint)
  let find = "SELECT id, status FROM issues WHERE project_id = ? AND fingerprint_hash = ?"
  let known :: List<Known> = Sqlite.query_as(db, find, [project_id, hash])?
  let outcome = if not List.is_empty(seen) do
    Duplicate
  else
    case List.first(known) do
      None -> Stored(insert(db, project_id, event, hash)?)
      Some(issue) when issue.status == "discarded" -> Discarded
      Some(issue) -> Stored(count(db, project_id, event, issue)?)
    end
  end
  Sqlite.commit(db)?
  Ok(outcome)
end

fn insert(db :: SqliteConn, project_id :: String, event :: Event, hash :: String) -> Result<Change, String> do
  let (id, now) = (Crypto.uuid7(), "${micros()}")
  let sql = """
    INSERT INTO issues (id, project_id, fingerprint, fingerprint_hash, title, level, event_count, first_seen, last_seen)
    VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)
    """
  Sqlite.execute(db, sql, [id, project_id, event.fingerprint, hash, event.title, event.level, now, now])?
  insert_event(db, project_id, event, id, now)?
  Ok(Change { issue_id: id, is_new: true, regressed: false, unresolved: unresolved(db, project_id)? })
end

fn count(db :: SqliteConn, project_id :: String, event :: Event, issue :: Known) -> Result<Change, String> do
  let now = "${micros()}"
  let regressed = issue.status == "resolved"
  let status = if regressed do "unresolved" else issue.status end
  let sql = "UPDATE issues SET event_count = event_count + 1, last_seen = ?, status = ? WHERE id = ?"
  Sqlite.execute(db, sql, [now, status, issue.id])?
  insert_event(db, project_id, event, issue.id, now)?
  Ok(Change { issue_id: issue.id, is_new: false, regressed: regressed, unresolved: unresolved(db, project_id)? })
end

fn insert_event(db :: SqliteConn, project :: String, event :: Event, issue :: String, now :: String) -> Result<Int, String> do
  let sql = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
  let payload = Json.encode(event.data)
  let row = [
    Crypto.uuid7(), event.id, project, issue, event.level, event.message, event.environment, event.release,
    event.platform, payload, now
  ]
  Sqlite.execute(db, sql, row)
end

## How many issues of a project wait for somebody.
pub fn unresolved(db :: SqliteConn, project_id :: String) -> Result<Int, String> do
  let sql = "SELECT count(*) AS n FROM issues WHERE project_id = ? AND status = 'unresolved'"
  let rows = Sqlite.query(db, sql, [project_id])?
  Sqlite.column(List.get(rows, 0), "n")
end

## The issues of a project in one status, latest first.
pub fn list(db :: SqliteConn, project_id :: String, status :: String) -> Result<List<Issue>, String> do
  let sql = """
    SELECT id, title, level, status, event_count, first_seen, last_seen, assigned_to FROM issues
    WHERE project_id = ? AND (? = '' OR status = ?) ORDER BY last_seen DESC, id DESC LIMIT 100
    """
  let rows = Sqlite.query(db, sql, [project_id, status, status])?
  let issues = for row in rows do
    Issue {
      id: Map.get(row, "id"),
      title: Map.get(row, "title"),
      level: Map.get(row, "level"),
      status: Map.get(row, "status"),
      event_count: Sqlite.column(row, "event_count")?,
      first_seen: shown_time(row, "first_seen")?,
      last_seen: shown_time(row, "last_seen")?,
      assigned_to: Map.get(row, "assigned_to")
    }
  end
  Ok(issues)
end

fn shown_time(row :: Map<String, String>, column :: String) -> Result<String, String> do
  let micros = Sqlite.column(row, column)?
  Ok(DateTime.to_iso8601_micros(DateTime.from_unix_micros(micros)))
end

## The project of an issue, if the issue exists.
pub fn project_of(db :: SqliteConn, issue_id :: String) -> Result<Option<String>, String> do
  let rows = Sqlite.query(db, "SELECT project_id FROM issues WHERE id = ?", [issue_id])?
  Ok(Option.map(List.first(rows), fn row -> Map.get(row, "project_id") end))
end

## Gives an issue another status; the number of issues that changed.
pub fn set_status(db :: SqliteConn, issue_id :: String, status :: String) -> Result<Int, String> do
  let sql = if status == "resolved" do
    "UPDATE issues SET status = ? WHERE id = ? AND status <> 'resolved'"
  else
    "UPDATE issues SET status = ? WHERE id = ?"
  end
  Sqlite.execute(db, sql, [status, issue_id])
end
