##! The outbox: deliveries that wait, are on their way, and are done. A delivery belongs to whoever holds its lease, so that
##! several processes share the work, and what a process that died held is taken up by another.

from Storage.Clock import now

## A delivery's row.
pub struct Delivery do
  id :: String
  alert_id :: String
  project_id :: String
  channel :: String
  target :: String
  status :: String
  attempts :: Int
  next_at :: Int
  lease :: String
  error :: String
  created_at :: Int
  delivered_at :: Option<Int>
end deriving(Row, Debug)

## What became of a try.
pub type Outcome do
  Delivered
  ## Later it may go better.
  Again(why :: String)
  ## It never will.
  Never(why :: String)
end deriving(Debug)

## Tries before a delivery is given up.
pub fn tries_most() -> Int = 5

fn columns() -> Sql do
  sql"id, alert_id, project_id, channel, target, status, attempts, next_at, lease, error, created_at, delivered_at"
end

# Deliveries of a project that may be on their way at once.
fn of_project_most() -> Int = 4

# Times that are further away than any wait come of a clock that was put back.
fn is_due(at :: Int) -> Sql do
  let far = at + 2 * 3600000000
  sql"""
    ((status = 'waiting' AND (next_at <= ${at} OR next_at > ${far}))
      OR (status = 'sending' AND (lease_until <= ${at} OR lease_until > ${far})))
    """
end

## Takes deliveries of these channels that are due, under a lease of so many milliseconds: at most `most`. Of a project there are 4
## on their way at most, and projects take turns, so that one project's dead receiver holds nobody else up.
pub fn claim(
  db :: Db,
  channels :: List<String>,
  lease :: String,
  millis :: Int,
  most :: Int
) -> Result<List<Delivery>, DbError> do
  let at = now()
  let due :: List<String> = Db.all(db, sql"""
    WITH sent AS (
      SELECT project_id, count(*) AS running FROM alert_deliveries
      WHERE channel IN ${channels} AND status = 'sending' AND NOT ${is_due(at)} GROUP BY project_id),
    ranked AS (
      SELECT d.id, d.next_at,
        coalesce(sent.running, 0) + row_number() OVER (PARTITION BY d.project_id ORDER BY d.next_at, d.id) AS turn
      FROM alert_deliveries d LEFT JOIN sent ON sent.project_id = d.project_id
      WHERE d.channel IN ${channels} AND d.status IN ('waiting', 'sending') AND ${is_due(at)})
    SELECT id FROM ranked WHERE turn <= ${of_project_most()} ORDER BY turn, next_at, id LIMIT ${most}
    """)?
  let taken = List.try_map(due, fn id -> take(db, id, lease, at, millis) end)?
  Ok(Option.values(taken))
end

fn take(
  db :: Db,
  id :: String,
  lease :: String,
  at :: Int,
  millis :: Int
) -> Result<Option<Delivery>, DbError> do
  Db.first(db, sql"""
    UPDATE alert_deliveries SET status = 'sending', lease = ${lease}, lease_until = ${at + millis * 1000}, attempts = attempts + 1
    WHERE id = ${id} AND ${is_due(at)} RETURNING ${columns()}
    """)
end

## Takes a delivery for the last of its tries, before anybody else can.
pub fn hold(tx :: Db, id :: String, lease :: String) -> Result<Delivery, DbError> do
  let held :: Option<Delivery> = Db.first(tx, sql"""
    UPDATE alert_deliveries SET status = 'sending', lease = ${lease}, lease_until = ${now() + 60000000},
      attempts = ${tries_most()}
    WHERE id = ${id} RETURNING ${columns()}
    """)?
  Option.ok_or(held, Busy)
end

## Notes what became of a try of whoever holds the lease. `retry_ms` is the first wait; it doubles.
pub fn finish(
  db :: Db,
  delivery :: Delivery,
  outcome :: Outcome,
  retry_ms :: Int
) -> Result<Int, DbError> do
  let at = now()
  let held = sql"""
    WHERE id = ${delivery.id} AND lease = ${delivery.lease} AND status = 'sending' AND attempts = ${delivery.attempts}
    """
  case outcome do
    Delivered ->
      Db.run(
        db,
        sql"UPDATE alert_deliveries SET status = 'delivered', error = '', delivered_at = ${at} ${held}"
      )
    Again(why) when delivery.attempts < tries_most() -> do
      let wait =
        retry_ms *
        1000 *
        List.reduce(Range.to_list(1..delivery.attempts), 1, fn sum, _ -> sum * 2 end)
      Db.run(db, sql"""
        UPDATE alert_deliveries SET status = 'waiting', error = ${why}, next_at = ${at + Math.min(wait, 3600000000)} ${held}
        """)
    end
    Again(why) | Never(why) ->
      Db.run(db, sql"UPDATE alert_deliveries SET status = 'failed', error = ${why} ${held}")
  end
end

## Has a delivery that failed tried again: the number that changed.
pub fn retry(db :: Db, id :: String) -> Result<Int, DbError> do
  Db.run(db, sql"""
    UPDATE alert_deliveries SET status = 'waiting', attempts = 0, next_at = ${now()} WHERE id = ${id} AND status = 'failed'
    """)
end

pub fn of_alert(db :: Db, alert_id :: String) -> Result<List<Delivery>, DbError> do
  Db.all(
    db,
    sql"SELECT ${columns()} FROM alert_deliveries WHERE alert_id = ${alert_id} ORDER BY id LIMIT 100"
  )
end

## The newest of a project, with a status or with any ("").
pub fn of_project(
  db :: Db,
  project_id :: String,
  status :: String
) -> Result<List<Delivery>, DbError> do
  let with_status = if status == "" do Sql.empty() else sql"AND status = ${status}" end
  Db.all(db, sql"""
    SELECT ${columns()} FROM alert_deliveries
    WHERE project_id = ${project_id} ${with_status} ORDER BY created_at DESC, id DESC LIMIT 100
    """)
end

pub fn find(db :: Db, id :: String) -> Result<Option<Delivery>, DbError> do
  Db.first(db, sql"SELECT ${columns()} FROM alert_deliveries WHERE id = ${id}")
end

## How many wait or are on their way.
pub fn pending(db :: Db) -> Result<Int, DbError> do
  Db.value(db, sql"SELECT count(*) FROM alert_deliveries WHERE status IN ('waiting', 'sending')")
end
