##! Issues: listing them and changing their status.

from Storage.Clock import now, shown

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

struct IssueRow do
  id :: String
  title :: String
  level :: String
  status :: String
  event_count :: Int
  first_seen :: Int
  last_seen :: Int
  assigned_to :: String
end deriving(Row)

## Which issues are asked for. "" lets everything pass.
pub struct Filter do
  status :: String
  level :: String
  assigned_to :: String
  environment :: String
  ## A part of the title.
  text :: String
  ## Only those seen since then.
  since :: Option<Int>
  sort :: Sort
  ## The sorted column and the id of the last issue of the page before.
  beyond :: Option<(Int, String)>
  limit :: Int
end

pub type Sort do
  LastSeen
  FirstSeen
  EventCount
end deriving(Eq)

pub struct Page do
  issues :: List<Issue>
  ## Where the next page begins, if there is one.
  next :: Option<(Int, String)>
end

## The unresolved issues, latest first, all of them.
pub fn unresolved(db :: SqliteConn, project_id :: String) -> Result<List<Issue>, String> do
  let sql = "${select()} WHERE project_id = ? AND status = 'unresolved' ORDER BY last_seen DESC, id DESC"
  let rows :: List<IssueRow> = Sqlite.query_as(db, sql, [project_id])?
  Ok(List.map(rows, issue_of))
end

## One page of the issues that a filter lets through.
pub fn page(db :: SqliteConn, project_id :: String, filter :: Filter) -> Result<Page, String> do
  let column = column_of(filter.sort)
  let in_environment = " AND EXISTS (SELECT 1 FROM events e WHERE e.issue_id = issues.id AND e.environment = ?)"
  let conditions = List.flatten([
    [("WHERE project_id = ?", [project_id])],
    equal("status", filter.status),
    equal("level", filter.level),
    equal("assigned_to", filter.assigned_to),
    when_given(filter.text, " AND instr(lower(title), lower(?)) > 0"),
    when_given(filter.environment, in_environment),
    since(filter.since),
    beyond(column, filter.beyond)
  ])
  let condition = String.join(List.map(conditions, fn((text, _)) -> text end), "")
  let params = List.flat_map(conditions, fn((_, values)) -> values end)
  # One more than asked for tells whether there are more.
  let sql = "${select()} ${condition} ORDER BY ${column} DESC, id DESC LIMIT ${filter.limit + 1}"
  let rows :: List<IssueRow> = Sqlite.query_as(db, sql, params)?
  let shown = List.take(rows, filter.limit)
  let next = if List.length(rows) > filter.limit do
    Option.map(List.final(shown), fn row -> (position(row, filter.sort), row.id) end)
  else
    None
  end
  Ok(Page { issues: List.map(shown, issue_of), next: next })
end

fn select() -> String do
  "SELECT id, title, level, status, event_count, first_seen, last_seen, assigned_to FROM issues"
end

fn column_of(sort :: Sort) -> String do
  case sort do
    LastSeen -> "last_seen"
    FirstSeen -> "first_seen"
    EventCount -> "event_count"
  end
end

fn position(row :: IssueRow, sort :: Sort) -> Int do
  case sort do
    LastSeen -> row.last_seen
    FirstSeen -> row.first_seen
    EventCount -> row.event_count
  end
end

fn equal(column :: String, value :: String) -> List<(String, List<String>)> do
  when_given(value, " AND ${column} = ?")
end

fn when_given(value :: String, condition :: String) -> List<(String, List<String>)> do
  if value == "" do [] else [(condition, [value])] end
end

fn since(at :: Option<Int>) -> List<(String, List<String>)> do
  case at do
    None -> []
    Some(micros) -> [(" AND last_seen >= ${micros}", [])]
  end
end

fn beyond(column :: String, last :: Option<(Int, String)>) -> List<(String, List<String>)> do
  case last do
    None -> []
    Some((value, id)) -> [(" AND (${column}, id) < (${value}, ?)", [id])]
  end
end

fn issue_of(row :: IssueRow) -> Issue do
  Issue {
    id: row.id,
    title: row.title,
    level: row.level,
    status: row.status,
    event_count: row.event_count,
    first_seen: shown(row.first_seen),
    last_seen: shown(row.last_seen),
    assigned_to: row.assigned_to
  }
end

## How many issues of a project wait for somebody.
pub fn count_unresolved(db :: SqliteConn, project_id :: String) -> Result<Int, String> do
  let sql = "SELECT count(*) AS n FROM issues WHERE project_id = ? AND status = 'unresolved'"
  let rows = Sqlite.query(db, sql, [project_id])?
  Sqlite.column(List.get(rows, 0), "n")
end

## Gives an issue another status; its project, if there is such an issue that the change concerns.
pub fn set_status(db :: SqliteConn, issue_id :: String, status :: String) -> Result<Option<String>, String> do
  let again = if status == "resolved" do " AND status <> 'resolved'" else "" end
  let sql = "UPDATE issues SET status = ? WHERE id = ?${again} RETURNING project_id"
  let rows = Sqlite.query(db, sql, [status, issue_id])?
  Ok(Option.map(List.first(rows), fn row -> Map.get(row, "project_id") end))
end

## An archived issue that came back.
pub struct Escalated do
  id :: String
  project_id :: String
end deriving(Row)

## Brings archived issues back whose events of the last hour are more than ten, and more than ten times their hourly
## average of the last week.
pub fn escalate(db :: SqliteConn) -> Result<List<Escalated>, String> do
  let (hour, week) = (3600 * 1000000, 7 * 24 * 3600 * 1000000)
  let events = "SELECT count(*) FROM events e WHERE e.issue_id = issues.id AND e.received_at >"
  let sql = """
    UPDATE issues SET status = 'unresolved'
    WHERE status = 'archived' AND (${events} ${now() - hour}) > max(10, (${events} ${now() - week}) / 168 * 10)
    RETURNING id, project_id
    """
  Sqlite.query_as(db, sql, [])
end
