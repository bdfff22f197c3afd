##! Removes what is older than its project wants, at the start and every hour, and makes the tables of the days to come.

from Configuration import Config
from Services.ClockTrust import Trust
from Storage.Projects import Project
import Configuration
import Ingestion.Items
import Services.ClockTrust
import Storage.Clock
import Storage.Partitions
import Storage.Projects
import Storage.Retention

# How often the tables of the days to come are made.
fn hour_ms() -> Int = 3600000

# Between two portions, so that others come to the database.
fn pause_ms() -> Int = 50

fn day_micros() -> Int = 86400 * 1000000

## Works, and again each hour, until it ends.
actor cleaner(db :: Db, config :: Config) do
  rounds(db, config, ClockTrust.begin(day_ms(), Timer.now()))
end

fn rounds(db :: Db, config :: Config, before :: Trust) -> () do
  let (trust, is_believed) = ClockTrust.look(before, day_ms(), Timer.now())
  if is_believed do
    round(db, config)
  else
    Log.warn(
      "the clock was put forward: nothing is removed for its age until it stands for a day",
      json { now: Clock.shown(Clock.now()) }
    )
  end
  Timer.sleep(config.retention_check_ms)
  rounds(db, config, trust)
end

fn day_ms() -> Int = Clock.now() / 1000

fn round(db :: Db, config :: Config) -> () do
  case clean(db, config) do
    Ok(0) -> ()
    Ok(count) -> println("[Mesher] Retention cleanup: deleted ${count} expired events")
    Err(error) -> left_undone("all projects", error)
  end
end

# What cannot be removed now keeps nothing else: the next round comes to it again.
fn left_undone(what :: String, error :: DbError) -> () do
  Log.error("retention is done in part, and goes on in an hour", json {
    left: what,
    error: "${error}"
  })
end

## Makes the tables of the days to come, again each hour.
actor partitioner(db :: Db) do
  Timer.sleep(hour_ms())
  case Partitions.make(db, Partitions.ahead()) do
    Ok(_) -> ()
    Err(error) -> Log.error("partitions cannot be made", json { error: "${error}" })
  end
  partitioner(db)
end

## Removes what is too old or too much in all projects: how many events.
pub fn clean(db :: Db, config :: Config) -> Result<Int, DbError> do
  let projects = Projects.visible_to(db, None)?
  if Configuration.is_postgres(config) do
    drop_partitions(db, projects)
  end
  Ok(List.sum(List.map(projects, fn project ->
    case clean_project(db, project) do
      Ok(count) -> count
      Err(error) -> do
        left_undone("project ${project.number}", error)
        0
      end
    end
  end)))
end

# Days that no project wants any more.
fn drop_partitions(db :: Db, projects :: List<Project>) -> () do
  let longest =
    List.reduce(projects, 1, fn most, project -> Math.max(most, project.retention_days) end)
  case Partitions.drop_before(db, Clock.now() - longest * day_micros()) do
    Err(error) -> left_undone("days", error)
    Ok(days) ->
      List.each(days, fn((name, dropped)) ->
        case dropped do
          Ok(_) -> println("[Mesher] Dropped expired partition: ${name}")
          Err(error) -> left_undone(name, error)
        end
      end)
  end
end

fn clean_project(db :: Db, project :: Project) -> Result<Int, DbError> do
  let by_days = Clock.now() - project.retention_days * day_micros()
  let before = Math.max(by_days, by_bytes(db, project)?)
  let count = in_portions(fn -> Retention.expire(db, project.id, before) end, 0)?
  in_portions(fn -> Retention.forget(db, project.id, by_days) end, 0)?
  in_portions(fn -> Items.purge(db, project, by_days) end, 0)?
  Ok(count)
end

# The time before which events are too much.
fn by_bytes(db :: Db, project :: Project) -> Result<Int, DbError> do
  case project.retention_bytes do
    None -> Ok(0)
    Some(most) -> do
      let excess = Retention.bytes_of(db, project.id)? - most
      if excess <= 0 do
        Ok(0)
      else
        Ok(Option.unwrap_or(Retention.time_of_oldest(db, project.id, excess)?, 0))
      end
    end
  end
end

fn in_portions(step :: Fun() -> Result<Int, DbError>, sum :: Int) -> Result<Int, DbError> do
  let count = step()?
  if count < Retention.portion() do
    Ok(sum + count)
  else
    Timer.sleep(pause_ms())
    in_portions(step, sum + count)
  end
end
