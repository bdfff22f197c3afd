##! Monitors, how they fare in each environment, and their check-ins.

from Ingestion.Items.CheckinItem import CheckIn, MonitorConfig
from Storage.Clock import now
import Alerts.Triggers
import Ingestion.Items.Schedule

## A monitor's row.
pub struct CronMonitor do
  id :: String
  project_id :: String
  slug :: String
  name :: String
  status :: String
  schedule_type :: String
  schedule :: String
  timezone :: String
  checkin_margin :: Int
  max_runtime :: Int
  failure_threshold :: Int
  recovery_threshold :: Int
  created_at :: Int
end deriving(Row, Debug)

## How a monitor fares in an environment.
pub struct Faring do
  id :: String
  monitor_id :: String
  environment :: String
  status :: String
  last_checkin_at :: Option<Int>
  expected_at :: Option<Int>
  missed_at :: Option<Int>
  failures :: Int
  successes :: Int
  failing_since :: Option<Int>
end deriving(Row, Debug)

struct Known do
  id :: String
  status :: String
  received_at :: Int
end deriving(Row)

## What became of a check-in: its id, or why it was not kept.
pub type Taken do
  Kept(String)
  NotKept(outcome :: String, reason :: String)
end deriving(Debug)

fn monitors_most() -> Int = 500

fn environments_most() -> Int = 50

fn checkins_a_minute() -> Int = 30

pub fn columns() -> Sql do
  sql"""
    m.id, m.project_id, m.slug, m.name, m.status, m.schedule_type, m.schedule, m.timezone, m.checkin_margin, m.max_runtime,
    m.failure_threshold, m.recovery_threshold, m.created_at
    """
end

pub fn faring_columns() -> Sql do
  sql"id, monitor_id, environment, status, last_checkin_at, expected_at, missed_at, failures, successes, failing_since"
end

# ---- monitors ---------------------------------------------------------------------------------------------------

## A project's monitor by its slug.
pub fn find(
  db :: Db,
  project_id :: String,
  slug :: String
) -> Result<Option<CronMonitor>, DbError> do
  Db.first(
    db,
    sql"SELECT ${columns()} FROM monitors m WHERE m.project_id = ${project_id} AND m.slug = ${slug}"
  )
end

## Makes or changes a monitor: its id, or `None` when the project has as many as it may.
pub fn put(
  db :: Db,
  project_id :: String,
  config :: MonitorConfig
) -> Result<Option<String>, DbError> do
  let known = find(db, project_id, config.slug)?
  case known do
    Some(job) when is_same(job, config) -> Ok(Some(job.id))
    Some(job) -> do
      change(db, job.id, config)?
      Ok(Some(job.id))
    end
    None -> add(db, project_id, config)
  end
end

fn is_same(job :: CronMonitor, config :: MonitorConfig) -> Bool do
  config ==
    MonitorConfig {
      slug: job.slug,
      name: job.name,
      schedule_type: job.schedule_type,
      schedule: job.schedule,
      timezone: job.timezone,
      checkin_margin: job.checkin_margin,
      max_runtime: job.max_runtime,
      failure_threshold: job.failure_threshold,
      recovery_threshold: job.recovery_threshold
    }
end

# With another schedule, what was expected by the old one is expected no more.
fn change(db :: Db, id :: String, config :: MonitorConfig) -> Result<(), DbError> do
  Db.run(db, sql"""
    UPDATE monitors SET name = ${config.name}, schedule_type = ${config.schedule_type}, schedule = ${config.schedule},
      timezone = ${config.timezone}, checkin_margin = ${config.checkin_margin}, max_runtime = ${config.max_runtime},
      failure_threshold = ${config.failure_threshold}, recovery_threshold = ${config.recovery_threshold}
    WHERE id = ${id}
    """)?
  let changed :: Option<CronMonitor> =
    Db.first(db, sql"SELECT ${columns()} FROM monitors m WHERE m.id = ${id}")?
  let (expected, missed) =
    Option.map_or(changed, (None, None), fn job -> expectation(job, now()) end)
  Db.run(db, sql"""
    UPDATE monitor_environments SET expected_at = ${expected}, missed_at = ${missed}
    WHERE monitor_id = ${id} AND missed_at IS NOT NULL
    """)?
  Ok(())
end

fn add(
  db :: Db,
  project_id :: String,
  config :: MonitorConfig
) -> Result<Option<String>, DbError> do
  let count :: Int =
    Db.value(db, sql"SELECT count(*) FROM monitors WHERE project_id = ${project_id}")?
  if count >= monitors_most() do
    Ok(None)
  else
    Db.run(db, sql"""
      INSERT INTO monitors (id, project_id, slug, name, status, schedule_type, schedule, timezone, checkin_margin, max_runtime,
        failure_threshold, recovery_threshold, created_at)
      VALUES (${Crypto.uuid7()}, ${project_id}, ${config.slug}, ${config.name}, 'active', ${config.schedule_type},
        ${config.schedule}, ${config.timezone}, ${config.checkin_margin}, ${config.max_runtime}, ${config.failure_threshold},
        ${config.recovery_threshold}, ${now()})
      ON CONFLICT (project_id, slug) DO NOTHING
      """)?
    Db.first(
      db,
      sql"SELECT id FROM monitors WHERE project_id = ${project_id} AND slug = ${config.slug}"
    )
  end
end

# ---- check-ins --------------------------------------------------------------------------------------------------

## Takes a check-in that came at `at`.
pub fn check_in(
  db :: Db,
  project_id :: String,
  checkin :: CheckIn,
  at :: Int
) -> Result<Taken, DbError> do
  Db.transaction(db, fn tx ->
    let put_id = case checkin.config do
      Some(config) -> put(tx, project_id, config)?
      None -> None
    end
    case find(tx, project_id, checkin.slug)? do
      Some(job) -> in_environment(tx, job, checkin, at)
      None when Option.is_some(checkin.config) and put_id == None ->
        Ok(NotKept("limited", "monitors"))
      None -> Ok(NotKept("skipped", "unknown_monitor"))
    end
  end)
end

# The row is changed at once: who comes at the same time waits for the end of this transaction.
fn in_environment(
  tx :: Db,
  job :: CronMonitor,
  checkin :: CheckIn,
  at :: Int
) -> Result<Taken, DbError> do
  case touched(tx, job.id, checkin.environment, at)? do
    Some(faring) -> known_environment(tx, job, faring, checkin, at)
    None -> do
      let count :: Int =
        Db.value(tx, sql"SELECT count(*) FROM monitor_environments WHERE monitor_id = ${job.id}")?
      if count >= environments_most() do
        Ok(NotKept("limited", "monitor_environments"))
      else
        Db.run(tx, sql"""
          INSERT INTO monitor_environments (id, monitor_id, environment, status, failures, successes)
          VALUES (${Crypto.uuid7()}, ${job.id}, ${checkin.environment}, 'waiting', 0, 0)
          ON CONFLICT (monitor_id, environment) DO NOTHING
          """)?
        case touched(tx, job.id, checkin.environment, at)? do
          Some(faring) -> known_environment(tx, job, faring, checkin, at)
          None -> Ok(NotKept("skipped", "unknown_monitor"))
        end
      end
    end
  end
end

fn touched(
  tx :: Db,
  monitor_id :: String,
  environment :: String,
  at :: Int
) -> Result<Option<Faring>, DbError> do
  Db.first(tx, sql"""
    UPDATE monitor_environments SET last_checkin_at = ${at} WHERE monitor_id = ${monitor_id} AND environment = ${environment}
    RETURNING ${faring_columns()}
    """)
end

fn known_environment(
  tx :: Db,
  job :: CronMonitor,
  faring :: Faring,
  checkin :: CheckIn,
  at :: Int
) -> Result<Taken, DbError> do
  let begins = checkin.id == "" and checkin.status == "in_progress"
  let found = if begins do None else of_id(tx, faring.id, checkin.id)? end
  case found do
    Some(begun) -> continued(tx, job, faring, checkin, begun, at)
    None -> do
      let recent :: Int = Db.value(tx, sql"""
        SELECT count(*) FROM checkins WHERE monitor_environment_id = ${faring.id} AND received_at > ${at - 60000000}
          AND received_at <= ${at} AND status <> 'missed'
        """)?
      if recent >= checkins_a_minute() do
        Ok(NotKept("limited", "checkin_rate"))
      else
        begun_now(tx, job, faring, checkin, at)
      end
    end
  end
end

# The check-in of an id, or without one the newest that is in progress.
fn of_id(tx :: Db, environment_id :: String, id :: String) -> Result<Option<Known>, DbError> do
  let which = if id == "" do sql"status = 'in_progress'" else sql"checkin_id = ${id}" end
  Db.first(tx, sql"""
    SELECT id, status, received_at FROM checkins WHERE monitor_environment_id = ${environment_id} AND ${which}
    ORDER BY received_at DESC, id DESC LIMIT 1
    """)
end

fn timeout_at(job :: CronMonitor, status :: String, at :: Int) -> Option<Int> do
  if status == "in_progress" do Some(at + job.max_runtime * 60000000) else None end
end

fn continued(
  tx :: Db,
  job :: CronMonitor,
  faring :: Faring,
  checkin :: CheckIn,
  begun :: Known,
  at :: Int
) -> Result<Taken, DbError> do
  let finished = if checkin.status == "in_progress" do None else Some(at) end
  let measured = Option.map(finished, fn end_at -> Math.max(0, end_at - begun.received_at) end)
  let changed = Db.run(tx, sql"""
    UPDATE checkins SET status = ${checkin.status}, finished_at = ${finished}, duration = ${Option.or(checkin.duration,
      measured)},
      timeout_at = ${timeout_at(job, checkin.status, at)}
    WHERE id = ${begun.id} AND status IN ('in_progress', 'timeout')
    """)?
  if changed == 1 do settle(tx, job, faring, checkin.status, at)? else () end
  Ok(Kept(checkin.id))
end

fn begun_now(
  tx :: Db,
  job :: CronMonitor,
  faring :: Faring,
  checkin :: CheckIn,
  at :: Int
) -> Result<Taken, DbError> do
  let id = if checkin.id == "" do String.replace(Crypto.uuid4(), "-", "") else checkin.id end
  let before :: Option<String> = Db.first(tx, sql"""
    SELECT status FROM checkins WHERE monitor_environment_id = ${faring.id} ORDER BY received_at DESC, id DESC LIMIT 1
    """)?
  let finished = if checkin.status == "in_progress" do None else Some(at) end
  Db.run(tx, sql"""
    INSERT INTO checkins (id, project_id, monitor_environment_id, checkin_id, status, expected_at, received_at, finished_at,
      duration, timeout_at, release, late)
    VALUES (${Crypto.uuid7()}, ${job.project_id}, ${faring.id}, ${id}, ${checkin.status}, ${faring.expected_at}, ${at},
      ${finished}, ${checkin.duration}, ${timeout_at(job, checkin.status, at)}, ${checkin.release},
      ${before == Some("missed")})
    """)?
  let (expected, missed) = expectation(job, at)
  Db.run(
    tx,
    sql"UPDATE monitor_environments SET expected_at = ${expected}, missed_at = ${missed} WHERE id = ${faring.id}"
  )?
  settle(tx, job, faring, checkin.status, at)?
  Ok(Kept(id))
end

## When the next check-in is expected after a time, and when it counts as missed.
pub fn expectation(job :: CronMonitor, from :: Int) -> (Option<Int>, Option<Int>) do
  let zone = Result.unwrap_or(DateTime.zone(job.timezone), DateTime.utc())
  let expected = Option.and_then(
    Result.ok(Schedule.parse(job.schedule_type, job.schedule)),
    fn schedule -> Schedule.next(schedule, zone, from) end
  )
  # A minute in any case: schedules go by minutes.
  (expected, Option.map(expected, fn at -> at + Math.max(1, job.checkin_margin) * 60000000 end))
end

# ---- failing and recovering -------------------------------------------------------------------------------------

## What a check-in's status (`ok`, `error`, `missed`, `timeout`; `in_progress` changes nothing) means for its environment.
pub fn settle(
  tx :: Db,
  job :: CronMonitor,
  faring :: Faring,
  status :: String,
  at :: Int
) -> Result<(), DbError> do
  case status do
    "in_progress" -> Ok(())
    "ok" -> succeeded(tx, job, faring)
    other -> failed(tx, job, faring, other, at)
  end
end

fn succeeded(tx :: Db, job :: CronMonitor, faring :: Faring) -> Result<(), DbError> do
  let successes = faring.successes + 1
  let recovers = faring.status == "failing" and successes >= job.recovery_threshold
  let status = if faring.status != "failing" or recovers do "ok" else "failing" end
  let since = if status == "ok" do None else faring.failing_since end
  Db.run(tx, sql"""
    UPDATE monitor_environments SET status = ${status}, failures = 0, successes = ${successes}, failing_since = ${since}
    WHERE id = ${faring.id}
    """)?
  if recovers do Triggers.monitor_recovered(tx, job.project_id, faring.id) else Ok(()) end
end

fn failed(
  tx :: Db,
  job :: CronMonitor,
  faring :: Faring,
  how :: String,
  at :: Int
) -> Result<(), DbError> do
  let failures = faring.failures + 1
  let begins = faring.status != "failing" and failures >= job.failure_threshold
  let status = if begins do "failing" else faring.status end
  let since = if begins do Some(at) else faring.failing_since end
  Db.run(tx, sql"""
    UPDATE monitor_environments SET status = ${status}, failures = ${failures}, successes = 0, failing_since = ${since}
    WHERE id = ${faring.id}
    """)?
  if begins and job.status == "active" do
    Triggers.monitor_failed(tx, job.project_id, job.slug, faring.environment, how, faring.id, at)
  else
    Ok(())
  end
end

## Removes check-ins that are older: how many, at most `count`.
pub fn purge(db :: Db, project_id :: String, before :: Int, count :: Int) -> Result<Int, DbError> do
  Db.run(db, sql"""
    DELETE FROM checkins WHERE id IN (SELECT id FROM checkins WHERE project_id = ${project_id} AND received_at < ${before}
      ORDER BY received_at LIMIT ${count})
    """)
end
