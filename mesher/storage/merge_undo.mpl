##! Taking issues apart that were just merged: what they were is kept as JSON, and events go back by their fingerprints. What came
##! for them in between goes with them.

from Storage.Activity import Author, Note
from Storage.Clock import now
from Streaming.News import News
import Storage.Activity
import Storage.Issues
import Storage.UndoTokens
import Streaming.Transport

# An issue that went, with all that merging takes from it.
struct Part do
  id :: String
  status :: String
  fingerprint_hash :: String
  event_count :: Int
  # Its events that were there.
  kept :: Int
  hashes :: List<String>
  hours :: List<Hour>
  users :: List<String>
  values :: List<Value>
  marks :: List<Mark>
  activity :: List<String>
  # Issues that had been merged into it.
  older :: List<String>
end deriving(Json)

struct Hour do
  hour :: Int
  events :: Int
end deriving(Row, Json)

struct Value do
  name :: String
  folded :: String
  value :: String
  day :: Int
end deriving(Row, Json)

struct Mark do
  user_id :: String
  bookmarked :: Bool
  seen_at :: Option<Int>
end deriving(Row, Json)

# The issue that took them, as it was.
struct Target do
  first_seen :: Int
  last_seen :: Int
  first_release :: String
  last_release :: String
end deriving(Row, Json)

struct Merged do
  target :: String
  at :: Int
  was :: Target
  # What it did not have before.
  new_users :: List<String>
  new_values :: List<Value>
  parts :: List<Part>
end deriving(Json)

# With more than so many rows to put back nothing is kept: hashes can be taken apart in any case.
fn most_rows() -> Int = 50000

# ---- keeping ----------------------------------------------------------------------------------------------------

## Keeps what issues are before they are merged; the token, or "" when that is too much.
pub fn keep(
  tx :: Db,
  project_id :: String,
  author :: Author,
  target :: String,
  sources :: List<String>
) -> Result<String, DbError> do
  let rows :: Int = Db.value(tx, sql"""
    SELECT (SELECT count(*) FROM issue_users WHERE issue_id IN ${sources})
      + (SELECT count(*) FROM issue_values WHERE issue_id IN ${sources})
      + (SELECT count(*) FROM issue_hours WHERE issue_id IN ${sources})
      + (SELECT count(*) FROM issue_activity WHERE issue_id IN ${sources})
    """)?
  if List.is_empty(sources) or rows > most_rows() do
    Ok("")
  else
    let merged = Merged {
      target: target,
      at: now(),
      was: row(
        tx,
        sql"SELECT first_seen, last_seen, first_release, last_release FROM issues WHERE id = ${target}"
      )?,
      new_users: Db.all(tx, sql"""
        SELECT DISTINCT user_hash FROM issue_users WHERE issue_id IN ${sources}
          AND user_hash NOT IN (SELECT user_hash FROM issue_users WHERE issue_id = ${target})
        """)?,
      new_values: Db.all(tx, sql"""
        SELECT name, folded, min(value) AS value, max(day) AS day FROM issue_values v WHERE issue_id IN ${sources}
          AND NOT EXISTS (SELECT 1 FROM issue_values o WHERE o.project_id = v.project_id AND o.name = v.name
            AND o.folded = v.folded AND o.issue_id = ${target})
        GROUP BY name, folded
        """)?,
      parts: List.try_map(sources, fn id -> part(tx, id) end)?
    }
    UndoTokens.keep(tx, project_id, author, "merged", Json.encode(merged))
  end
end

# That of an issue which is locked.
fn row<T>(tx :: Db, sql :: Sql) -> Result<T, DbError> where T: FromRow do
  Option.ok_or(Db.first(tx, sql)?, DbError.Invalid("the issue is not there"))
end

fn part(tx :: Db, id :: String) -> Result<Part, DbError> do
  let (status, hash, events) :: (String, String, Int) =
    row(tx, sql"SELECT status, fingerprint_hash, event_count FROM issues WHERE id = ${id}")?
  Ok(Part {
    id: id,
    status: status,
    fingerprint_hash: hash,
    event_count: events,
    kept: Db.value(tx, sql"SELECT count(*) FROM events WHERE issue_id = ${id}")?,
    hashes: Db.all(tx, sql"SELECT fingerprint_hash FROM issue_hashes WHERE issue_id = ${id}")?,
    hours: Db.all(tx, sql"SELECT hour, events FROM issue_hours WHERE issue_id = ${id}")?,
    users: Db.all(tx, sql"SELECT user_hash FROM issue_users WHERE issue_id = ${id}")?,
    values:
      Db.all(tx, sql"SELECT name, folded, value, day FROM issue_values WHERE issue_id = ${id}")?,
    marks:
      Db.all(tx, sql"SELECT user_id, bookmarked, seen_at FROM issue_marks WHERE issue_id = ${id}")?,
    activity: Db.all(tx, sql"SELECT id FROM issue_activity WHERE issue_id = ${id}")?,
    older: Db.all(tx, sql"SELECT old_id FROM issue_redirects WHERE issue_id = ${id}")?
  })
end

# ---- taking back ------------------------------------------------------------------------------------------------

## Makes them again what they were, unless something else became of one of them; how many.
pub fn restore(
  tx :: Db,
  project_id :: String,
  author :: Author,
  states :: String
) -> Result<Int, DbError> do
  let kept :: Result<Merged, String> = Json.decode(states)
  case kept do
    Err(_) -> Ok(0)
    Ok(merged) -> do
      let ids = List.map(merged.parts, fn one -> one.id end)
      Issues.lock(tx, List.append(ids, merged.target))?
      if not is_as_merged(tx, project_id, merged, ids)? do
        Ok(0)
      else
        let fingerprints :: List<String> = Db.all(
          tx,
          sql"SELECT DISTINCT fingerprint FROM events WHERE issue_id IN ${List.append(ids, merged.target)}"
        )?
        let since = List.try_map(merged.parts, fn one ->
          apart(tx, project_id, merged, one, fingerprints)
        end)?
        target(tx, project_id, merged, List.sum(since))?
        tell(tx, project_id, author, merged)?
        Ok(List.length(ids))
      end
    end
  end
end

# Nothing became something else: neither the issues, nor where their hashes lead, nor which issue carries them.
fn is_as_merged(
  tx :: Db,
  project_id :: String,
  merged :: Merged,
  ids :: List<String>
) -> Result<Bool, DbError> do
  let there :: Int = Db.value(tx, sql"""
    SELECT count(*) FROM issues WHERE (id IN ${ids} AND merged_into = ${merged.target})
      OR (id = ${merged.target} AND deleted_at IS NULL)
    """)?
  let hashes = List.flat_map(merged.parts, fn one -> one.hashes end)
  let leading :: Int = Db.value(tx, sql"""
    SELECT count(*) FROM issue_hashes WHERE issue_id = ${merged.target} AND fingerprint_hash IN ${hashes}
    """)?
  let own = List.map(merged.parts, fn one -> one.fingerprint_hash end)
  let carried :: Int = Db.value(tx, sql"""
    SELECT count(*) FROM issues WHERE project_id = ${project_id} AND fingerprint_hash IN ${own}
    """)?
  Ok(there == List.length(ids) + 1 and leading == List.length(hashes) and carried == 0)
end

# Gives an issue back what it had, and what came for it since; how many events those are.
fn apart(
  tx :: Db,
  project_id :: String,
  merged :: Merged,
  one :: Part,
  fingerprints :: List<String>
) -> Result<Int, DbError> do
  let own = List.filter(fingerprints, fn text -> List.contains(one.hashes, Crypto.sha256(text)) end)
  Db.run(tx, sql"""
    UPDATE events SET issue_id = ${one.id} WHERE issue_id = ${merged.target} AND fingerprint IN ${own}
    """)?
  let now_there :: Int = Db.value(tx, sql"SELECT count(*) FROM events WHERE issue_id = ${one.id}")?
  let since = Math.max(0, now_there - one.kept)
  let fresh = sql"""
    SELECT received_at, user_label FROM events WHERE issue_id = ${one.id} ORDER BY received_at DESC, id DESC LIMIT ${since}
    """
  let later :: List<(Int, String)> = Db.all(tx, fresh)?
  let hours = List.frequencies(List.map(later, fn((at, _)) -> at / 3600000000 end))
  let labels = List.unique(List.filter_map(later, fn((_, label)) ->
    if label == "" do None else Some(Crypto.sha256(label)) end
  end))
  let users = List.unique(one.users ++ labels)
  let last = List.reduce(later, 0, fn newest, (at, _) -> Math.max(newest, at) end)
  Db.run_all(
    tx,
    List.flatten([
      List.map(one.hours ++ List.map(Map.to_list(hours), hour_of), fn counted ->
        move_hour(one.id, merged.target, counted)
      end)
        |> List.flatten(),
      List.map(users, fn user ->
        sql"INSERT INTO issue_users (issue_id, user_hash) VALUES (${one.id}, ${user}) ON CONFLICT DO NOTHING"
      end),
      List.map(one.values, fn value -> sql"""
      INSERT INTO issue_values (project_id, name, folded, issue_id, value, day)
      VALUES (${project_id}, ${value.name}, ${value.folded}, ${one.id}, ${value.value}, ${value.day}) ON CONFLICT DO NOTHING
      """ end),
      List.map(one.marks, fn mark -> sql"""
      INSERT INTO issue_marks (user_id, issue_id, bookmarked, seen_at)
      SELECT id, ${one.id}, CAST(${mark.bookmarked} AS BOOLEAN), CAST(${mark.seen_at} AS BIGINT) FROM users
      WHERE id = ${mark.user_id} ON CONFLICT DO NOTHING
      """ end),
      [
        sql"UPDATE issue_activity SET issue_id = ${one.id} WHERE id IN ${one.activity}",
        sql"UPDATE issue_hashes SET issue_id = ${one.id} WHERE issue_id = ${merged.target} AND fingerprint_hash IN ${one.hashes}",
        sql"DELETE FROM issue_redirects WHERE old_id = ${one.id}",
        sql"UPDATE issue_redirects SET issue_id = ${one.id} WHERE old_id IN ${one.older}",
        sql"""
        UPDATE issues SET status = ${one.status}, fingerprint_hash = ${one.fingerprint_hash}, deleted_at = NULL, merged_into = NULL,
          event_count = ${one.event_count + since}, user_count = ${List.length(users)},
          last_seen = CASE WHEN last_seen < ${last} THEN ${last} ELSE last_seen END
        WHERE id = ${one.id}
        """
      ]
    ])
  )?
  Ok(since)
end

fn hour_of(counted :: (Int, Int)) -> Hour do
  let (hour, events) = counted
  Hour { hour: hour, events: events }
end

fn move_hour(id :: String, target :: String, one :: Hour) -> List<Sql> do
  [sql"""
      INSERT INTO issue_hours (issue_id, hour, events) VALUES (${id}, ${one.hour}, ${one.events})
      ON CONFLICT (issue_id, hour) DO UPDATE SET events = issue_hours.events + excluded.events
      """, sql"UPDATE issue_hours SET events = events - ${one.events} WHERE issue_id = ${target} AND hour = ${one.hour}"]
end

# The issue that had taken them is what it was, with what came for it since.
fn target(tx :: Db, project_id :: String, merged :: Merged, since :: Int) -> Result<(), DbError> do
  let (id, was) = (merged.target, merged.was)
  let later :: List<(Int, String)> = Db.all(tx, sql"""
    SELECT received_at, user_label FROM events WHERE issue_id = ${id} AND received_at >= ${merged.at}
    """)?
  let last = List.reduce(later, was.last_seen, fn newest, (at, _) -> Math.max(newest, at) end)
  let met = Set.from_list(List.map(later, fn((_, label)) -> Crypto.sha256(label) end))
  let events = since + List.sum(List.map(merged.parts, fn one -> one.event_count end))
  # Where events came in between, values may have been theirs.
  let values = if since == 0 and List.is_empty(later) do merged.new_values else [] end
  Db.run_all(
    tx,
    List.flatten([
      [sql"DELETE FROM issue_hours WHERE issue_id = ${id} AND events <= 0"],
      List.filter_map(merged.new_users, fn user ->
        if Set.contains(met, user) do
          None
        else
          Some(sql"DELETE FROM issue_users WHERE issue_id = ${id} AND user_hash = ${user}")
        end
      end),
      List.map(values, fn value -> sql"""
      DELETE FROM issue_values WHERE project_id = ${project_id} AND name = ${value.name} AND folded = ${value.folded}
        AND issue_id = ${id}
      """ end),
      [sql"""
        UPDATE issues SET event_count = CASE WHEN event_count > ${events} THEN event_count - ${events} ELSE 0 END,
          first_seen = ${was.first_seen}, last_seen = ${last}, first_release = ${was.first_release},
          last_release = CASE WHEN ${List.is_empty(later)} THEN ${was.last_release} ELSE last_release END,
          user_count = (SELECT count(*) FROM issue_users WHERE issue_id = ${id})
        WHERE id = ${id}
        """]
    ])
  )?
  Ok(())
end

fn tell(
  tx :: Db,
  project_id :: String,
  author :: Author,
  merged :: Merged
) -> Result<(), DbError> do
  let ids = List.map(merged.parts, fn one -> one.id end)
  let note = fn id ->
    Note {
      project_id: project_id,
      issue_id: id,
      action: "undone",
      before: json { status: "merged" },
      after: JsonNull,
      comment: ""
    }
  end
  # What was merged into it was not, after all.
  Db.run(tx, sql"""
    DELETE FROM issue_activity WHERE issue_id = ${merged.target} AND action = 'merged' AND created_at >= ${merged.at}
    """)?
  Activity.add(tx, author, List.map(ids, note))?
  let told = List.map(merged.parts, fn one -> IssueChanged(project_id, one.id, one.status) end)
  Transport.publish(tx, List.append(told, IssueChanged(project_id, merged.target, "grown")))
end
