##! Issues: listing them and changing their status.

from Storage.Clock import now, shown
from Storage.Projects import Project
import Storage.Projects

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
  assigned_to :: Option<String>
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
pub fn unresolved(db :: Db, project_id :: String) -> Result<List<Issue>, String> do
  let condition = sql"project_id = ${project_id} AND status = 'unresolved'"
  let rows :: List<IssueRow> = Db.all(db, sql"${select()} WHERE ${condition} ORDER BY last_seen DESC, id DESC")?
  Ok(List.map(rows, issue_of))
end

## One page of the issues that a filter lets through.
pub fn page(db :: Db, project_id :: String, filter :: Filter) -> Result<Page, String> do
  let column = column_of(filter.sort)
  let environment = filter.environment
  let in_environment = sql"EXISTS (SELECT 1 FROM events e WHERE e.issue_id = issues.id AND e.environment = ${environment})"
  let conditions = List.flatten([
    [sql"project_id = ${project_id}"],
    when_given(filter.status, sql"status = ${filter.status}"),
    when_given(filter.level, sql"level = ${filter.level}"),
    when_given(filter.assigned_to, sql"assigned_to = ${filter.assigned_to}"),
    when_given(filter.text, sql"instr(lower(title), lower(${filter.text})) > 0"),
    when_given(environment, in_environment),
    since(filter.since),
    beyond(column, filter.beyond)
  ])
  let condition = Sql.join(conditions, sql" AND ")
  # One more than asked for tells whether there are more.
  let rows :: List<IssueRow> = Db.all(db, sql"""
    ${select()} WHERE ${condition} ORDER BY ${column} DESC, id DESC LIMIT ${filter.limit + 1}
    """)?
  let shown = List.take(rows, filter.limit)
  let next = if List.length(rows) > filter.limit do
    Option.map(List.final(shown), fn row -> (position(row, filter.sort), row.id) end)
  else
    None
  end
  Ok(Page { issues: List.map(shown, issue_of), next: next })
end

fn select() -> Sql do
  sql"SELECT id, title, level, status, event_count, first_seen, last_seen, assigned_to FROM issues"
end

fn column_of(sort :: Sort) -> Sql do
  case sort do
    LastSeen -> sql"last_seen"
    FirstSeen -> sql"first_seen"
    EventCount -> sql"event_count"
  end
end

fn position(row :: IssueRow, sort :: Sort) -> Int do
  case sort do
    LastSeen -> row.last_seen
    FirstSeen -> row.first_seen
    EventCount -> row.event_count
  end
end

fn when_given(value :: String, condition :: Sql) -> List<Sql> do
  if value == "" do [] else [condition] end
end

fn since(at :: Option<Int>) -> List<Sql> do
  case at do
    None -> []
    Some(micros) -> [sql"last_seen >= ${micros}"]
  end
end

fn beyond(column :: Sql, last :: Option<(Int, String)>) -> List<Sql> do
  case last do
    None -> []
    Some((value, id)) -> [sql"(${column}, id) < (${value}, ${id})"]
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
    assigned_to: Option.unwrap_or(row.assigned_to, "")
  }
end

## The project of an issue.
pub fn project_of(db :: Db, id :: String) -> Result<Option<Project>, DbError> do
  let project :: Option<String> = Db.first(db, sql"SELECT project_id FROM issues WHERE id = ${id}")?
  case project do
    None -> Ok(None)
    Some(found) -> Projects.find(db, found)
  end
end

## How many issues of a project wait for somebody.
pub fn count_unresolved(db :: Db, project_id :: String) -> Result<Int, String> do
  Ok(Db.value(db, sql"SELECT count(*) FROM issues WHERE project_id = ${project_id} AND status = 'unresolved'")?)
end

## Gives an issue another status; its project, if there is such an issue that the change concerns.
pub fn set_status(db :: Db, issue_id :: String, status :: String) -> Result<Option<String>, String> do
  let again = if status == "resolved" do sql"AND status <> 'resolved'" else Sql.empty() end
  Ok(Db.first(db, sql"UPDATE issues SET status = ${status} WHERE id = ${issue_id} ${again} RETURNING project_id")?)
end

## An archived issue that came back.
pub struct Escalated do
  id :: String
  project_id :: String
end deriving(Row)

## Brings archived issues back whose events of the last hour are more than ten, and more than ten times their hourly
## average of the last week.
pub fn escalate(db :: Db) -> Result<List<Escalated>, String> do
  let (hour, week) = (3600 * 1000000, 7 * 24 * 3600 * 1000000)
  let events = sql"SELECT count(*) FROM events e WHERE e.issue_id = issues.id AND e.received_at >"
  let escalated = Db.all(db, sql"""
    UPDATE issues SET status = 'unresolved'
    WHERE status = 'archived' AND (${events} ${now() - hour}) > max(10, (${events} ${now() - week}) / 168 * 10)
    RETURNING id, project_id
    """)?
  Ok(escalated)
end
