##! Issues: one, with what its page shows, and what brings archived ones back by themselves.

from Storage.Projects import Project
import Storage.Dashboard

## An issue as the tables have it, with what lists show beside it.
pub struct Issue do
  id :: String
  project_id :: String
  number :: Int
  title :: String
  culprit :: String
  level :: String
  status :: String
  platform :: String
  exception_type :: String
  exception_value :: String
  event_count :: Int
  user_count :: Int
  first_seen :: Int
  last_seen :: Int
  first_release :: String
  last_release :: String
  assigned_to :: Option<String>
  assigned_name :: Option<String>
  resolved_at :: Option<Int>
  resolved_in :: String
  resolved_in_next :: Bool
  archived_until :: Option<Int>
  archived_until_count :: Option<Int>
  archived_for_ever :: Bool
  regressed_at :: Option<Int>
end deriving(Row, Debug)

## `SELECT` of what an `Issue` holds, without conditions: the table of issues is `i`.
pub fn select() -> Sql do
  sql"""
    SELECT i.id, i.project_id, i.number, i.title, i.culprit, i.level, i.status, i.platform, i.exception_type, i.exception_value,
      i.event_count, i.user_count, i.first_seen, i.last_seen, i.first_release, i.last_release, i.assigned_to,
      u.display_name AS assigned_name, i.resolved_at, i.resolved_in, i.resolved_in_next, i.archived_until, i.archived_until_count,
      i.archived_for_ever, i.regressed_at
    FROM issues i LEFT JOIN users u ON u.id = i.assigned_to
    """
end

## What more the page of an issue shows.
pub struct Grouping do
  fingerprint :: String
  grouping_version :: Int
  grouping_rule :: String
end deriving(Row)

## An issue that is not being deleted.
pub fn find(db :: Db, id :: String) -> Result<Option<Issue>, DbError> do
  Db.first(db, sql"${select()} WHERE i.id = ${id} AND i.deleted_at IS NULL")
end

## The id of the issue of a project with a number, or of the one that it was merged into.
pub fn by_number(
  db :: Db,
  project_id :: String,
  number :: Int
) -> Result<Option<String>, DbError> do
  let found = Db.first(db, sql"""
    SELECT id FROM issues WHERE project_id = ${project_id} AND number = ${number} AND deleted_at IS NULL
    """)?
  case found do
    None ->
      Db.first(
        db,
        sql"SELECT issue_id FROM issue_redirects WHERE project_id = ${project_id} AND number = ${number}"
      )
    known -> Ok(known)
  end
end

## The ids of issues, those that were merged into others being theirs.
pub fn current(db :: Db, ids :: List<String>) -> Result<List<String>, DbError> do
  let moved :: List<(String, String)> =
    Db.all(db, sql"SELECT old_id, issue_id FROM issue_redirects WHERE old_id IN ${ids}")?
  let places = Map.from_list(moved)
  Ok(List.unique(List.map(ids, fn id -> Map.get_or(places, id, id) end)))
end

## Those of the ids that are issues of a project which nobody deletes.
pub fn in_project(
  db :: Db,
  project_id :: String,
  ids :: List<String>
) -> Result<List<String>, DbError> do
  Db.all(
    db,
    sql"SELECT id FROM issues WHERE project_id = ${project_id} AND id IN ${ids} AND deleted_at IS NULL"
  )
end

pub fn grouping(db :: Db, id :: String) -> Result<Grouping, DbError> do
  let found = Db.first(
    db,
    sql"SELECT fingerprint, grouping_version, grouping_rule FROM issues WHERE id = ${id}"
  )?
  Ok(Option.unwrap_or(found, Grouping { fingerprint: "", grouping_version: 0, grouping_rule: "" }))
end

## The hashes of fingerprints that lead to an issue.
pub fn hashes(db :: Db, id :: String) -> Result<List<String>, DbError> do
  Db.all(
    db,
    sql"SELECT fingerprint_hash FROM issue_hashes WHERE issue_id = ${id} ORDER BY fingerprint_hash LIMIT 1000"
  )
end

## Where an issue is that nobody deletes: its id, or that of the one that it was merged into, and its project's.
pub fn locate(db :: Db, id :: String) -> Result<Option<(String, String)>, DbError> do
  Db.first(db, sql"""
    SELECT id, project_id FROM issues WHERE id = ${id} AND deleted_at IS NULL
    UNION ALL SELECT i.id, i.project_id FROM issue_redirects r JOIN issues i ON i.id = r.issue_id AND i.deleted_at IS NULL
      WHERE r.old_id = ${id}
    """)
end

## How many issues of a project wait for somebody.
pub fn count_unresolved(db :: Db, project_id :: String) -> Result<Int, String> do
  Ok(
    Db.value(
      db,
      sql"SELECT count(*) FROM issues WHERE project_id = ${project_id} AND status = 'unresolved'"
    )?
  )
end

## Has nobody else change issues until the transaction is over. All who do so go in one order, so that none waits for another that
## waits for it, and lock issues before anything that belongs to them.
pub fn lock(tx :: Db, ids :: List<String>) -> Result<(), DbError> do
  Db.run_many(tx, List.sorted(List.unique(ids)), fn id ->
    sql"UPDATE issues SET status = status WHERE id = ${id}"
  end)?
  Ok(())
end

## The number of the next issue of a project.
pub fn next_number(tx :: Db, project_id :: String) -> Result<Int, DbError> do
  Db.value(tx, sql"""
    INSERT INTO issue_numbers (project_id, last) VALUES (${project_id}, 1)
    ON CONFLICT (project_id) DO UPDATE SET last = issue_numbers.last + 1 RETURNING last
    """)
end

## What people call an issue: `SHOP-12`.
pub fn short_id(project :: Project, number :: Int) -> String do
  let name = Option.unwrap_or(project.slug, "${project.number}")
  "${String.to_upper(name)}-${number}"
end

## What words of a search are looked for in.
pub fn searchable(parts :: List<String>) -> String =
  String.slice(String.to_lower(String.join(parts, "\n")), 0, 2000)

# ---- sparklines -------------------------------------------------------------------------------------------------

## Events of the last 24 hours by the hour, and of the last 14 days by the day, oldest first: issues without events are missing.
pub struct Sparkline do
  hours :: List<Int>
  days :: List<Int>
end deriving(Json)

pub fn empty_sparkline() -> Sparkline =
  Sparkline { hours: List.repeat(0, 24), days: List.repeat(0, 14) }

## The sparklines of issues by their ids. Days are spans of 24 hours, the last of which ends with the present hour.
pub fn sparklines(db :: Db, ids :: List<String>) -> Result<Map<String, Sparkline>, DbError> do
  let hour = Dashboard.this_hour()
  # Hours of the last day are told apart, earlier ones are summed by the day: places 0 to 23, then 24 and on.
  let rows :: List<(String, Int, Int)> = Db.all(db, sql"""
    SELECT issue_id, CASE WHEN hour > ${hour - 24} THEN ${hour} - hour ELSE 23 + (${hour} - hour) / 24 END, sum(events)
    FROM issue_hours WHERE issue_id IN ${ids} AND hour > ${hour - 336} AND hour <= ${hour} GROUP BY 1, 2
    """)?
  Ok(List.reduce(rows, %{}, fn lines, (id, back, events) ->
    Map.update(lines, id, empty_sparkline(), fn line -> with_count(line, back, events) end)
  end))
end

@in_place
fn with_count(line :: Sparkline, back :: Int, events :: Int) -> Sparkline do
  if back < 24 do
    %{line |
      hours: List.set(line.hours, 23 - back, events),
      days: List.update(line.days, 13, fn sum -> sum + events end)
    }
  else
    %{line | days: List.set(line.days, 36 - back, events)}
  end
end

# ---- figures ----------------------------------------------------------------------------------------------------

## How many issues there are of each status, of all projects.
pub fn count_by_status(db :: Db) -> Result<Map<String, Int>, DbError> do
  let counts :: List<(String, Int)> =
    Db.all(db, sql"SELECT status, count(*) FROM issues GROUP BY status")?
  Ok(Map.from_list(counts))
end
