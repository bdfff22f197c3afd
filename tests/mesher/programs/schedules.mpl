##! Schedules in time zones, and what keeps tables within bounds.

import Ingestion.Items.Schedule
import Storage.Projects
import Storage.Schema
import Storage.Trimming

# The next four times.
fn show(kind :: String, text :: String, zone :: String, from :: String) do
  let at = DateTime.to_unix_micros(Result.unwrap(DateTime.from_iso8601(from)))
  case Schedule.parse(kind, text) do
    Err(error) -> println("${text}: ${error}")
    Ok(schedule) -> do
      let times = for n in 0..4 do
        n
      end
      let z = Result.unwrap(DateTime.zone(zone))
      let (_, all) = List.reduce(times, (at, []), fn state, _ ->
        let (last, done) = state
        case Schedule.next(schedule, z, last) do
          Some(t) -> (t, List.append(done, DateTime.to_iso8601(DateTime.from_unix_micros(t), z)))
          None -> (last, List.append(done, "never"))
        end
      end)
      println("${text} ${zone}: ${String.join(all, " ")}")
    end
  end
end

fn bounds() -> Result<(), DbError> do
  let db = Schema.connect("sqlite::memory:", false)?
  Schema.migrate(db)?
  let org = Crypto.uuid7()
  Db.run(db, sql"INSERT INTO organizations VALUES (${org}, 'O', 'o', 0)")?
  let projects = for number in 1..3 do
    "p${number}"
  end
  for id in projects do
    let number = Option.unwrap_or(String.to_int(String.slice(id, 1, 2)), 0)
    Db.run(
      db,
      sql"INSERT INTO projects (id, number, org_id, name, created_at) VALUES (${id}, ${number}, ${org}, ${id}, 0)"
    )?
  end
  Db.run_many(db, Range.to_list(0..12000), fn n ->
    let project = if n % 4 == 0 do "p2" else "p1" end
    sql"""
      INSERT INTO release_sessions (project_id, session_id, hour, state, sequence, seen_at)
      VALUES (${project}, ${"s${n}"}, 0, 'healthy', 0, ${n / 2})
      """
  end)?
  for most in [10000, 9000, 100, 100] do
    let gone = Trimming.trim(db, "p1", sql"release_sessions", sql"seen_at", most)?
    let left :: List<(String, Int, Int)> = Db.all(db, sql"""
      SELECT project_id, count(*), min(seen_at) FROM release_sessions GROUP BY project_id ORDER BY project_id
      """)?
    println("at most ${most}: ${gone} went, left ${left}")
  end
  Ok(())
end

fn main() do
  show("crontab", "*/10 * * * *", "UTC", "2026-05-01T12:03:00Z")
  show("crontab", "0 3 * * 1-5", "Europe/Berlin", "2026-05-01T12:03:00Z")
  show("crontab", "30 2 * * *", "Europe/Berlin", "2026-03-27T12:00:00Z")
  show("crontab", "30 2 * * *", "Europe/Berlin", "2026-10-23T12:00:00Z")
  show("crontab", "*/30 * * * *", "Europe/Berlin", "2026-10-24T23:50:00Z")
  show("crontab", "*/30 * * * *", "Europe/Berlin", "2026-03-29T00:20:00Z")
  show("crontab", "0 0 29 2 *", "UTC", "2026-05-01T12:03:00Z")
  show("crontab", "0 0 30 2 *", "UTC", "2026-05-01T12:03:00Z")
  show("crontab", "0 0 30 2 mon", "UTC", "2026-05-01T12:03:00Z")
  show("crontab", "0 0 13 * FRI", "UTC", "2026-05-01T12:03:00Z")
  show("crontab", "@weekly", "America/New_York", "2026-05-01T12:03:00Z")
  show("crontab", "5/20 0-23/6 * jan,JUL sun", "Asia/Kathmandu", "2026-05-01T12:03:00Z")
  show("crontab", "0 5 * * 5-7", "UTC", "2026-05-01T12:03:00Z")
  show("crontab", "0 0 * * *", "America/Sao_Paulo", "2018-11-02T12:03:00Z")
  show("crontab", "15 1 * * *", "Australia/Lord_Howe", "2026-04-03T12:03:00Z")
  show("interval", "1 month", "Europe/Berlin", "2026-01-31T12:03:00Z")
  show("interval", "90 minute", "UTC", "2026-01-31T12:03:00Z")
  for bad in [
    "* * * *",
    "60 * * * *",
    "*/0 * * * *",
    "5-1 * * * *",
    "a * * * *",
    "+1 * * * *",
    "* * * * 8",
    "1,,2 * * * *",
    "* * L * *",
    "",
    "*/99999 * * * *",
    "1-2-3 * * * *"
  ] do
    show("crontab", bad, "UTC", "2026-01-31T12:03:00Z")
  end
  for bad in ["0 minute", "10 parsec", "999999999 minute", "x minute", "minute"] do
    show("interval", bad, "UTC", "2026-01-31T12:03:00Z")
  end
  case bounds() do
    Ok(_) -> ()
    Err(error) -> println("${error}")
  end
end
