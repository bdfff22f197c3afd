##! What is told to those who watch, row by row, and what the publisher reads to tell it.

from Storage.Clock import now

## A row: its number, and a JSON array of what happened.
pub struct NewsRow do
  id :: Int
  body :: String
end deriving(Row)

## An event as those who watch see it.
pub struct WatchedEvent do
  id :: String
  event_id :: String
  issue_id :: String
  title :: String
  message :: String
  level :: String
  environment :: String
  release :: String
  platform :: String
  tags :: String
  received_at :: Int
  form :: String
  payload :: Bytes
end deriving(Row)

## Adds a row, in the transaction that did what it tells.
pub fn add(tx :: Db, body :: String) -> Result<(), DbError> do
  Db.run(tx, line(body))?
  Ok(())
end

## What adds it.
pub fn line(body :: String) -> Sql = sql"INSERT INTO news (at, body) VALUES (${now()}, ${body})"

## The number of the newest row.
pub fn newest(db :: Db) -> Result<Int, DbError> =
  Db.value(db, sql"SELECT coalesce(max(id), 0) FROM news")

## So many rows `after` gives at most.
pub fn portion() -> Int = 1500

## The rows behind a number, oldest first. SQLite plans a statement anew whose limit is a parameter, and this one is asked for with
## every group of events.
pub fn after(db :: Db, id :: Int) -> Result<List<NewsRow>, DbError> do
  Db.all(db, sql"SELECT id, body FROM news WHERE id > ${id} ORDER BY id LIMIT 1500")
end

## The rows of some numbers.
pub fn numbered(db :: Db, ids :: List<Int>) -> Result<List<NewsRow>, DbError> do
  Db.all(db, sql"SELECT id, body FROM news WHERE id IN ${ids}")
end

## Forgets what was told long ago.
pub fn forget(db :: Db, before :: Int) -> Result<Int, DbError> =
  Db.run(db, sql"DELETE FROM news WHERE at < ${before}")

## Events by their rows, which came between two times: that way PostgreSQL looks into the partitions of those days only.
pub fn events(
  db :: Db,
  ids :: List<String>,
  from :: Int,
  to :: Int
) -> Result<List<WatchedEvent>, DbError> do
  Db.all(db, sql"""
    SELECT e.id, e.event_id, e.issue_id, i.title, e.message, e.level, e.environment, e.release, e.platform, e.tags, e.received_at,
      e.form, e.payload
    FROM events e JOIN issues i ON i.id = e.issue_id
    WHERE e.id IN ${ids} AND e.received_at >= ${from} AND e.received_at <= ${to}
    """)
end
