##! What does not come: check-ins that are missed, and jobs that run for too long.

from Storage.Monitors import CronMonitor, Faring, columns, faring_columns, expectation, settle

struct Due do
  id :: String
  missed_at :: Int
  expected_at :: Option<Int>
  monitor_id :: String
end deriving(Row)

struct Overdue do
  id :: String
  monitor_environment_id :: String
end deriving(Row)

# Two minutes in which nobody looked are a stop, or a clock that was set.
fn gap_us() -> Int = 120000000

## Looks at all schedules: how many check-ins were missed, and how many jobs ran for too long. Of several processes one looks at a
## time.
pub fn look(db :: Db, at :: Int) -> Result<(Int, Int), DbError> do
  let looked_at :: Int = Db.value(db, sql"SELECT looked_at FROM monitor_clock WHERE id = 1")?
  let claimed = Db.run(
    db,
    sql"UPDATE monitor_clock SET looked_at = ${at} WHERE id = 1 AND looked_at = ${looked_at}"
  )?
  if claimed == 0 do
    Ok((0, 0))
  else
    if looked_at > 0 and at - looked_at > gap_us() do forgive(db, looked_at, at)? else () end
    let missed = each_missed(db, at)?
    let late = each_overdue(db, at)?
    Ok((missed, late))
  end
end

# What was to come while nobody looked may still come: deadlines in that time move behind it.
fn forgive(db :: Db, looked_at :: Int, at :: Int) -> Result<(), DbError> do
  Log.warn("schedules were not looked at", json { seconds: (at - looked_at) / 1000000 })
  Db.run(db, sql"""
    UPDATE monitor_environments SET missed_at = ${at + 60000000} + 60000000 * (
      SELECT m.checkin_margin FROM monitors m WHERE m.id = monitor_environments.monitor_id)
    WHERE missed_at > ${looked_at} AND missed_at <= ${at}
    """)?
  Db.run(db, sql"""
    UPDATE checkins SET timeout_at = timeout_at + ${at - looked_at} WHERE timeout_at > ${looked_at} AND timeout_at <= ${at}
    """)?
  Ok(())
end

fn each_missed(db :: Db, at :: Int) -> Result<Int, DbError> do
  let due :: List<Due> = Db.all(db, sql"""
    SELECT e.id, e.missed_at, e.expected_at, e.monitor_id FROM monitor_environments e
    WHERE e.missed_at <= ${at} ORDER BY e.missed_at LIMIT 1000
    """)?
  let counts =
    List.try_map(due, fn one -> Db.transaction(db, fn tx -> missed(tx, one, at) end) end)?
  Ok(List.sum(counts))
end

# 1 when it was missed, 0 when somebody else saw it, or it is paused.
fn missed(tx :: Db, due :: Due, at :: Int) -> Result<Int, DbError> do
  let found :: Option<CronMonitor> =
    Db.first(tx, sql"SELECT ${columns()} FROM monitors m WHERE m.id = ${due.monitor_id}")?
  case found do
    None -> Ok(0)
    Some(job) -> do
      let (expected, deadline) = following(job, due, at)
      let faring :: Option<Faring> = Db.first(tx, sql"""
        UPDATE monitor_environments SET expected_at = ${expected}, missed_at = ${deadline}
        WHERE id = ${due.id} AND missed_at = ${due.missed_at} RETURNING ${faring_columns()}
        """)?
      case faring do
        Some(known) when job.status == "active" -> do
          note_missed(tx, job, known, due, at)?
          settle(tx, job, known, "missed", at)?
          Ok(1)
        end
        _ -> Ok(0)
      end
    end
  end
end

# The next one after the one that was missed; after now, when that is over as well.
fn following(job :: CronMonitor, due :: Due, at :: Int) -> (Option<Int>, Option<Int>) do
  let (expected, deadline) = expectation(job, Option.unwrap_or(due.expected_at, at))
  if Option.unwrap_or(deadline, at + 1) > at do (expected, deadline) else expectation(job, at) end
end

fn note_missed(
  tx :: Db,
  job :: CronMonitor,
  faring :: Faring,
  due :: Due,
  at :: Int
) -> Result<(), DbError> do
  Db.run(tx, sql"""
    INSERT INTO checkins (id, project_id, monitor_environment_id, checkin_id, status, expected_at, received_at, release)
    VALUES (${Crypto.uuid7()}, ${job.project_id}, ${faring.id}, ${String.replace(Crypto.uuid4(), "-", "")}, 'missed',
      ${due.expected_at}, ${at}, '')
    """)?
  Ok(())
end

fn each_overdue(db :: Db, at :: Int) -> Result<Int, DbError> do
  let overdue :: List<Overdue> = Db.all(db, sql"""
    SELECT id, monitor_environment_id FROM checkins
    WHERE timeout_at <= ${at} AND status = 'in_progress' ORDER BY timeout_at LIMIT 1000
    """)?
  let counts =
    List.try_map(overdue, fn one -> Db.transaction(db, fn tx -> too_long(tx, one, at) end) end)?
  Ok(List.sum(counts))
end

fn too_long(tx :: Db, one :: Overdue, at :: Int) -> Result<Int, DbError> do
  let environment = one.monitor_environment_id
  let changed = Db.run(tx, sql"""
    UPDATE checkins SET status = 'timeout', timeout_at = NULL WHERE id = ${one.id} AND status = 'in_progress'
    """)?
  let faring :: Option<Faring> = Db.first(tx, sql"""
    SELECT ${faring_columns()} FROM monitor_environments WHERE id = ${environment}
    """)?
  let job :: Option<CronMonitor> = Db.first(tx, sql"""
    SELECT ${columns()} FROM monitors m WHERE m.id = (SELECT monitor_id FROM monitor_environments WHERE id = ${environment})
    """)?
  case Option.zip(job, faring) do
    Some((known, state)) when changed == 1 -> do
      settle(tx, known, state, "timeout", at)?
      Ok(1)
    end
    _ -> Ok(0)
  end
end
