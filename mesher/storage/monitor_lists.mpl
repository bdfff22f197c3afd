##! Monitors for people: lists, and what people change.

from Storage.Clock import now
from Storage.Monitors import CronMonitor, Faring, columns, faring_columns, expectation

## A check-in's row.
pub struct CheckInRow do
  id :: String
  checkin_id :: String
  environment :: String
  status :: String
  expected_at :: Option<Int>
  received_at :: Int
  finished_at :: Option<Int>
  duration :: Option<Int>
  release :: String
  late :: Bool
end deriving(Row, Debug)

## The monitors of a project by their names, and how they fare.
pub fn all(db :: Db, project_id :: String) -> Result<(List<CronMonitor>, List<Faring>), DbError> do
  let jobs :: List<CronMonitor> = Db.all(db, sql"""
    SELECT ${columns()} FROM monitors m WHERE m.project_id = ${project_id} ORDER BY m.name, m.slug LIMIT 1000
    """)?
  let farings :: List<Faring> = Db.all(db, sql"""
    SELECT ${faring_columns()} FROM monitor_environments
    WHERE monitor_id IN (SELECT id FROM monitors WHERE project_id = ${project_id}) ORDER BY environment LIMIT 30000
    """)?
  Ok((jobs, farings))
end

pub fn by_id(db :: Db, id :: String) -> Result<Option<CronMonitor>, DbError> do
  Db.first(db, sql"SELECT ${columns()} FROM monitors m WHERE m.id = ${id}")
end

## How a monitor fares in its environments.
pub fn farings(db :: Db, monitor_id :: String) -> Result<List<Faring>, DbError> do
  Db.all(
    db,
    sql"SELECT ${faring_columns()} FROM monitor_environments WHERE monitor_id = ${monitor_id} ORDER BY environment"
  )
end

## One page of check-ins, newest first: one more than `limit` when there are more.
pub fn checkins(
  db :: Db,
  monitor_id :: String,
  environment :: String,
  beyond :: Option<(Int, String)>,
  limit :: Int
) -> Result<List<CheckInRow>, DbError> do
  let of_environment =
    if environment == "" do Sql.empty() else sql"AND e.environment = ${environment}" end
  let further = Option.map_or(beyond, Sql.empty(), fn((at, id)) ->
    sql"AND (c.received_at, c.id) < (${at}, ${id})"
  end)
  Db.all(db, sql"""
    SELECT c.id, c.checkin_id, e.environment, c.status, c.expected_at, c.received_at, c.finished_at, c.duration, c.release, c.late
    FROM checkins c JOIN monitor_environments e ON e.id = c.monitor_environment_id
    WHERE e.monitor_id = ${monitor_id} ${of_environment} ${further} ORDER BY c.received_at DESC, c.id DESC LIMIT ${limit + 1}
    """)
end

## Pauses a monitor or lets it go on: the number that changed. From then on the next check-in is expected, not those before.
pub fn set_status(tx :: Db, job :: CronMonitor, status :: String) -> Result<Int, DbError> do
  let (expected, missed) = expectation(job, now())
  Db.run(tx, sql"""
    UPDATE monitor_environments SET expected_at = ${expected}, missed_at = ${missed}
    WHERE monitor_id = ${job.id} AND missed_at IS NOT NULL
    """)?
  Db.run(
    tx,
    sql"UPDATE monitors SET status = ${status} WHERE id = ${job.id} AND status <> ${status}"
  )
end

pub fn delete(db :: Db, id :: String) -> Result<Int, DbError> =
  Db.run(db, sql"DELETE FROM monitors WHERE id = ${id}")
