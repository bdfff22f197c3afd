##! How long events are kept: by days and by bytes, as each project wishes. What goes, goes in portions, so that nobody waits for
##! long. Issues and their counts stay.

from Storage.Clock import now

## Rows that go in one transaction.
pub fn portion() -> Int = 5000

# The ids of events are known for a day at least: the same event may be sent again.
fn shortest() -> Int = 86400 * 1000000

## Deletes events of a project that came before a time: how many, at most a portion.
pub fn expire(db :: Db, project_id :: String, before :: Int) -> Result<Int, DbError> do
  let events = Db.run(db, sql"""
    DELETE FROM events WHERE received_at < ${before} AND (id, received_at) IN (
      SELECT id, received_at FROM events WHERE project_id = ${project_id} AND received_at < ${before}
      ORDER BY received_at LIMIT ${portion()})
    """)?
  let known = Math.min(before, now() - shortest())
  let ids = Db.run(db, sql"""
    DELETE FROM event_ids WHERE (project_id, event_id) IN (
      SELECT project_id, event_id FROM event_ids WHERE project_id = ${project_id} AND received_at < ${known}
      ORDER BY received_at LIMIT ${portion()})
    """)?
  Ok(Math.max(events, ids))
end

## How many bytes the events of a project have.
pub fn bytes_of(db :: Db, project_id :: String) -> Result<Int, DbError> do
  Db.value(
    db,
    sql"SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM events WHERE project_id = ${project_id}"
  )
end

## The time before which the events of a project have so many bytes, or a little more; none of them when that is not so.
pub fn time_of_oldest(
  db :: Db,
  project_id :: String,
  bytes :: Int
) -> Result<Option<Int>, DbError> do
  summed(db, project_id, bytes, 0, "")
end

fn summed(
  db :: Db,
  project_id :: String,
  bytes :: Int,
  from :: Int,
  id :: String
) -> Result<Option<Int>, DbError> do
  let rows :: List<(Int, String, Int)> = Db.all(db, sql"""
    SELECT received_at, id, size FROM events WHERE project_id = ${project_id} AND (received_at, id) > (${from}, ${id})
    ORDER BY received_at, id LIMIT ${portion()}
    """)?
  let (left, last) = List.reduce(rows, (bytes, None), fn (left, last), (at, _, size) ->
    if left > 0 do (left - size, Some(at)) else (left, last) end
  end)
  case List.final(rows) do
    Some((at, id, _)) when left > 0 -> summed(db, project_id, left, at, id)
    _ -> Ok(Option.map(last, fn at -> at + 1 end))
  end
end

## Deletes what only tells of times before: counts of issues by the hour, a year back, and values that nobody had since then.
pub fn forget(db :: Db, project_id :: String, before :: Int) -> Result<Int, DbError> do
  let year = (now() - 366 * 86400 * 1000000) / 3600000000
  let hours = Db.run(db, sql"""
    DELETE FROM issue_hours WHERE (issue_id, hour) IN (
      SELECT h.issue_id, h.hour FROM issues i JOIN issue_hours h ON h.issue_id = i.id
      WHERE i.project_id = ${project_id} AND h.hour < ${year} LIMIT ${portion()})
    """)?
  let values = Db.run(db, sql"""
    DELETE FROM issue_values WHERE (project_id, name, folded, issue_id) IN (
      SELECT project_id, name, folded, issue_id FROM issue_values
      WHERE project_id = ${project_id} AND day < ${before / (86400 * 1000000)} LIMIT ${portion()})
    """)?
  Ok(Math.max(hours, values))
end
