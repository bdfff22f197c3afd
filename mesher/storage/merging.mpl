##! Issues that are one after all, and hashes that are an issue of their own after all. Merging moves what can be counted in one
##! transaction; events follow in batches (`Storage.Removals`).

from Storage.Activity import Author, Note
from Storage.Clock import now
from Streaming.News import News
import Storage.Activity
import Storage.Issues
import Storage.MergeUndo
import Storage.Removals
import Streaming.Transport

struct Part do
  id :: String
  number :: Int
  title :: String
  event_count :: Int
  first_seen :: Int
  last_seen :: Int
  first_release :: String
  last_release :: String
end deriving(Row)

## So many issues are merged at once, at most.
pub fn most() -> Int = 100

## How many issues went, and with what that is taken back; "" when it cannot be.
pub struct Done do
  count :: Int
  undo :: String
end

## Merges issues into one of the project. `None` when one of them is not there.
pub fn merge(
  db :: Db,
  project_id :: String,
  author :: Author,
  target :: String,
  others :: List<String>
) -> Result<Option<Done>, DbError> do
  let sources = List.reject(List.unique(others), fn id -> id == target end)
  let merged = Db.transaction(db, fn tx -> merge_all(tx, project_id, author, target, sources) end)?
  Transport.wake()
  if Option.is_some(merged) do
    List.try_each(sources, fn id -> Removals.work_on(db, id, 20) end)?
  end
  Ok(merged)
end

fn merge_all(
  tx :: Db,
  project_id :: String,
  author :: Author,
  target :: String,
  sources :: List<String>
) -> Result<Option<Done>, DbError> do
  let ids = List.append(sources, target)
  Issues.lock(tx, ids)?
  let parts :: List<Part> = Db.all(tx, sql"""
    SELECT id, number, title, event_count, first_seen, last_seen, first_release, last_release FROM issues
    WHERE id IN ${ids} AND project_id = ${project_id} AND deleted_at IS NULL
    """)?
  if List.length(parts) < List.length(ids) do
    Ok(None)
  else
    let undo = MergeUndo.keep(tx, project_id, author, target, sources)?
    if not List.is_empty(sources) do
      move_counts(tx, target, sources)?
      write_target(tx, target, parts)?
      retire(tx, target, sources)?
      tell(tx, project_id, author, target, List.filter(parts, fn part -> part.id != target end))?
    end
    Ok(Some(Done { count: List.length(sources), undo: undo }))
  end
end

fn move_counts(tx :: Db, target :: String, sources :: List<String>) -> Result<(), DbError> do
  Db.run(tx, sql"UPDATE issue_hashes SET issue_id = ${target} WHERE issue_id IN ${sources}")?
  Db.run(tx, sql"""
    INSERT INTO issue_hours (issue_id, hour, events)
    SELECT ${target}, hour, CAST(sum(events) AS BIGINT) FROM issue_hours WHERE issue_id IN ${sources} GROUP BY hour
    ON CONFLICT (issue_id, hour) DO UPDATE SET events = issue_hours.events + excluded.events
    """)?
  Db.run(tx, sql"""
    INSERT INTO issue_users (issue_id, user_hash) SELECT DISTINCT ${target}, user_hash FROM issue_users
      WHERE issue_id IN ${sources}
    ON CONFLICT DO NOTHING
    """)?
  Db.run(tx, sql"""
    INSERT INTO issue_values (project_id, name, folded, issue_id, value, day)
    SELECT project_id, name, folded, ${target}, min(value), max(day) FROM issue_values WHERE issue_id IN ${sources}
    GROUP BY project_id, name, folded
    ON CONFLICT (project_id, name, folded, issue_id) DO UPDATE
      SET day = CASE WHEN issue_values.day < excluded.day THEN excluded.day ELSE issue_values.day END
    """)?
  for statement in [
    sql"DELETE FROM issue_hours WHERE issue_id IN ${sources}",
    sql"DELETE FROM issue_users WHERE issue_id IN ${sources}",
    sql"DELETE FROM issue_values WHERE issue_id IN ${sources}",
    sql"DELETE FROM issue_marks WHERE issue_id IN ${sources}",
    sql"UPDATE issue_activity SET issue_id = ${target} WHERE issue_id IN ${sources}"
  ] do
    Db.run(tx, statement)?
  end
  Ok(())
end

fn write_target(tx :: Db, target :: String, parts :: List<Part>) -> Result<(), DbError> do
  let count = List.sum(List.map(parts, fn part -> part.event_count end))
  let by_first = List.sort_by(parts, fn part -> part.first_seen end)
  let by_last = List.sort_by(parts, fn part -> -part.last_seen end)
  let first_release = named(List.map(by_first, fn part -> part.first_release end))
  let last_release = named(List.map(by_last, fn part -> part.last_release end))
  Db.run(tx, sql"""
    UPDATE issues SET event_count = ${count}, first_seen = ${List.get(by_first, 0).first_seen}, last_seen = ${List.get(by_last,
      0).last_seen},
      first_release = ${first_release}, last_release = ${last_release},
      user_count = (SELECT count(*) FROM issue_users WHERE issue_id = ${target})
    WHERE id = ${target}
    """)?
  Ok(())
end

fn named(names :: List<String>) -> String =
  Option.unwrap_or(List.find(names, fn name -> name != "" end), "")

fn retire(tx :: Db, target :: String, sources :: List<String>) -> Result<(), DbError> do
  Db.run(tx, sql"UPDATE issue_redirects SET issue_id = ${target} WHERE issue_id IN ${sources}")?
  Db.run(tx, sql"""
    INSERT INTO issue_redirects (old_id, project_id, number, issue_id)
    SELECT id, project_id, number, ${target} FROM issues WHERE id IN ${sources}
    """)?
  Db.run(tx, sql"""
    UPDATE issues SET status = 'merged', deleted_at = ${now()}, merged_into = ${target}, fingerprint_hash = 'deleted:' || id,
      event_count = 0
    WHERE id IN ${sources}
    """)?
  Ok(())
end

fn tell(
  tx :: Db,
  project_id :: String,
  author :: Author,
  target :: String,
  gone :: List<Part>
) -> Result<(), DbError> do
  let notes = List.map(gone, fn part ->
    Note {
      project_id: project_id,
      issue_id: target,
      action: "merged",
      before: json {
        id: part.id,
        number: part.number,
        title: part.title,
        event_count: part.event_count
      },
      after: JsonNull,
      comment: ""
    }
  end)
  Activity.add(tx, author, notes)?
  let told = List.map(gone, fn part -> IssueChanged(project_id, part.id, "merged") end)
  Transport.publish(tx, List.append(told, IssueChanged(project_id, target, "grown")))
end
