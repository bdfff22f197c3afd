##! Release health: sessions by release, environment and hour, and who used what on which day.

from Ingestion.Items.SessionItem import Session, Group
from Storage.Clock import now
import Ingestion.Items.SessionItem

## How a release does.
pub struct ReleaseHealth do
  release :: String
  healthy :: Int
  errored :: Int
  crashed :: Int
  abnormal :: Int
  first_hour :: Int
  last_hour :: Int
end deriving(Row, Debug)

## Sessions of an hour.
pub struct SessionHour do
  hour :: Int
  healthy :: Int
  errored :: Int
  crashed :: Int
  abnormal :: Int
end deriving(Row, Debug)

struct KnownSession do
  state :: String
  hour :: Int
  release :: String
  environment :: String
end deriving(Row)

fn hour_us() -> Int = 3600000000

# Releases and environments that an hour may have.
fn releases_most() -> Int = 200

# ---- taking -----------------------------------------------------------------------------------------------------

## Counts a session once, in the worst state that it had: `false` when the hour has as many releases as it may.
pub fn session(db :: Db, project_id :: String, seen :: Session) -> Result<Bool, DbError> do
  Db.transaction(db, fn tx ->
    let hour = seen.started_at / hour_us()
    let is_new = Db.run(tx, sql"""
      INSERT INTO release_sessions (project_id, session_id, hour, state, sequence, seen_at, release, environment)
      VALUES (${project_id}, ${seen.id}, ${hour}, ${seen.state}, ${seen.sequence}, ${now()}, ${seen.release}, ${seen.environment})
      ON CONFLICT (project_id, session_id) DO NOTHING
      """)?
    if is_new == 1 do
      let counted = count(tx, project_id, seen.release, seen.environment, hour, one(seen.state))?
      if counted do
        user(
          tx,
          project_id,
          seen.release,
          seen.environment,
          seen.user,
          seen.started_at,
          seen.state
        )?
      else
        ()
      end
      Ok(counted)
    else
      worse(tx, project_id, seen)?
      Ok(true)
    end
  end)
end

# The state before is looked at and changed at once: of two reports the second sees what the first did.
fn worse(tx :: Db, project_id :: String, seen :: Session) -> Result<(), DbError> do
  let before :: Option<KnownSession> = Db.first(tx, sql"""
    UPDATE release_sessions SET seen_at = ${now()} WHERE project_id = ${project_id} AND session_id = ${seen.id}
    RETURNING state, hour, release, environment
    """)?
  case before do
    Some(known) when SessionItem.rank(seen.state) > SessionItem.rank(known.state) -> do
      Db.run(tx, sql"""
        UPDATE release_sessions SET state = ${seen.state} WHERE project_id = ${project_id} AND session_id = ${seen.id}
        """)?
      let (more, less) = (one(seen.state), one(known.state))
      let (release, environment) = place_of(known, seen)
      # What it was counted in may be gone with its age.
      if grow(tx, project_id, release, environment, known.hour, minus(more, less))? do
        user(tx, project_id, release, environment, seen.user, seen.started_at, seen.state)?
      end
      Ok(())
    end
    _ -> Ok(())
  end
end

# Where a session was counted first. Of older rows it is not known.
fn place_of(known :: KnownSession, seen :: Session) -> (String, String) do
  if known.release == "" do
    (seen.release, seen.environment)
  else
    (known.release, known.environment)
  end
end

## Counts sessions that a client counted: `false` when the hour has as many releases as it may.
pub fn group(db :: Db, project_id :: String, seen :: Group) -> Result<Bool, DbError> do
  Db.transaction(db, fn tx ->
    let hour = seen.started_at / hour_us()
    let numbers = (seen.healthy, seen.errored, seen.crashed, seen.abnormal)
    let counted = count(tx, project_id, seen.release, seen.environment, hour, numbers)?
    let state = if seen.crashed > 0 do "crashed" else "healthy" end
    if counted do
      user(tx, project_id, seen.release, seen.environment, seen.user, seen.started_at, state)?
    else
      ()
    end
    Ok(counted)
  end)
end

fn one(state :: String) -> (Int, Int, Int, Int) do
  case state do
    "errored" -> (0, 1, 0, 0)
    "crashed" -> (0, 0, 1, 0)
    "abnormal" -> (0, 0, 0, 1)
    _ -> (1, 0, 0, 0)
  end
end

fn minus(
  (a, b, c, d) :: (Int, Int, Int, Int),
  (e, f, g, h) :: (Int, Int, Int, Int)
) -> (Int, Int, Int, Int) do
  (a - e, b - f, c - g, d - h)
end

# A key that is there grows; a new one is made as long as the hour has room for it.
fn count(
  tx :: Db,
  project_id :: String,
  release :: String,
  environment :: String,
  hour :: Int,
  numbers :: (Int, Int, Int, Int)
) -> Result<Bool, DbError> do
  if grow(tx, project_id, release, environment, hour, numbers)? do
    Ok(true)
  else
    let known :: Int = Db.value(
      tx,
      sql"SELECT count(*) FROM session_hours WHERE project_id = ${project_id} AND hour = ${hour}"
    )?
    if known >= releases_most() do
      Ok(false)
    else
      let (healthy, errored, crashed, abnormal) = numbers
      Db.run(tx, sql"""
        INSERT INTO session_hours (project_id, release, environment, hour, healthy, errored, crashed, abnormal)
        VALUES (${project_id}, ${release}, ${environment}, ${hour}, ${healthy}, ${errored}, ${crashed}, ${abnormal})
        ON CONFLICT (project_id, release, environment, hour) DO UPDATE SET healthy = session_hours.healthy + excluded.healthy,
          errored = session_hours.errored + excluded.errored, crashed = session_hours.crashed + excluded.crashed,
          abnormal = session_hours.abnormal + excluded.abnormal
        """)?
      Ok(true)
    end
  end
end

# Adds to a key that is there: whether it is.
fn grow(
  tx :: Db,
  project_id :: String,
  release :: String,
  environment :: String,
  hour :: Int,
  numbers :: (Int, Int, Int, Int)
) -> Result<Bool, DbError> do
  let (healthy, errored, crashed, abnormal) = numbers
  let changed = Db.run(tx, sql"""
    UPDATE session_hours SET healthy = healthy + ${healthy}, errored = errored + ${errored}, crashed = crashed + ${crashed},
      abnormal = abnormal + ${abnormal}
    WHERE project_id = ${project_id} AND release = ${release} AND environment = ${environment} AND hour = ${hour}
    """)?
  Ok(changed == 1)
end

# Only the hash of who it was is kept.
fn user(
  tx :: Db,
  project_id :: String,
  release :: String,
  environment :: String,
  name :: String,
  at :: Int,
  state :: String
) -> Result<(), DbError> do
  if name == "" do
    Ok(())
  else
    let hash = String.slice(Crypto.sha256("${project_id}:${name}"), 0, 32)
    let crashed = state == "crashed"
    Db.run(tx, sql"""
      INSERT INTO session_users (project_id, release, environment, day, user_hash, crashed)
      VALUES (${project_id}, ${release}, ${environment}, ${at / (24 * hour_us())}, ${hash}, ${crashed})
      ON CONFLICT (project_id, release, environment, day, user_hash) DO UPDATE
        SET crashed = session_users.crashed OR excluded.crashed
      """)?
    Ok(())
  end
end

# ---- reading ----------------------------------------------------------------------------------------------------

fn in_environment(environment :: String) -> Sql do
  if environment == "" do Sql.empty() else sql"AND environment = ${environment}" end
end

## How releases did since a time, those seen last first; at most 100.
pub fn releases(
  db :: Db,
  project_id :: String,
  environment :: String,
  since :: Int
) -> Result<List<ReleaseHealth>, DbError> do
  Db.all(db, sql"""
    SELECT release, CAST(sum(healthy) AS BIGINT) AS healthy, CAST(sum(errored) AS BIGINT) AS errored,
      CAST(sum(crashed) AS BIGINT) AS crashed, CAST(sum(abnormal) AS BIGINT) AS abnormal, min(hour) AS first_hour,
      max(hour) AS last_hour
    FROM session_hours WHERE project_id = ${project_id} AND hour >= ${since / hour_us()} ${in_environment(environment)}
    GROUP BY release ORDER BY max(hour) DESC, min(hour) DESC, release DESC LIMIT 100
    """)
end

## Users of each release since a time, and how many of them met a crash.
pub fn users(
  db :: Db,
  project_id :: String,
  environment :: String,
  since :: Int
) -> Result<List<(String, Int, Int)>, DbError> do
  Db.all(db, sql"""
    SELECT release, count(DISTINCT user_hash), count(DISTINCT CASE WHEN crashed = TRUE THEN user_hash END) FROM session_users
    WHERE project_id = ${project_id} AND day >= ${since / (24 * hour_us())} ${in_environment(environment)} GROUP BY release
    """)
end

## Sessions of each release in the last 24 hours.
pub fn recent(
  db :: Db,
  project_id :: String,
  environment :: String
) -> Result<List<(String, Int)>, DbError> do
  Db.all(db, sql"""
    SELECT release, CAST(sum(healthy + errored + crashed + abnormal) AS BIGINT) FROM session_hours
    WHERE project_id = ${project_id} AND hour > ${now() / hour_us() - 24} ${in_environment(environment)} GROUP BY release
    """)
end

## Sessions by the hour since a time, oldest first; of a release, or of all ("").
pub fn series(
  db :: Db,
  project_id :: String,
  release :: String,
  environment :: String,
  since :: Int
) -> Result<List<SessionHour>, DbError> do
  let of_release = if release == "" do Sql.empty() else sql"AND release = ${release}" end
  Db.all(db, sql"""
    SELECT hour, CAST(sum(healthy) AS BIGINT) AS healthy, CAST(sum(errored) AS BIGINT) AS errored,
      CAST(sum(crashed) AS BIGINT) AS crashed, CAST(sum(abnormal) AS BIGINT) AS abnormal
    FROM session_hours
    WHERE project_id = ${project_id} AND hour >= ${since / hour_us()} ${of_release} ${in_environment(environment)}
    GROUP BY hour ORDER BY hour LIMIT 2400
    """)
end

## Removes what is older. Sessions by themselves are kept for six days, in which clients may still say something of them.
pub fn purge(db :: Db, project_id :: String, before :: Int) -> Result<Int, DbError> do
  let six_days_ago = now() - 6 * 24 * hour_us()
  let single = Db.run(
    db,
    sql"DELETE FROM release_sessions WHERE project_id = ${project_id} AND seen_at < ${six_days_ago}"
  )?
  let hours = Db.run(
    db,
    sql"DELETE FROM session_hours WHERE project_id = ${project_id} AND hour < ${before / hour_us()}"
  )?
  let days = Db.run(
    db,
    sql"DELETE FROM session_users WHERE project_id = ${project_id} AND day < ${before / (24 * hour_us())}"
  )?
  Ok(single + hours + days)
end
