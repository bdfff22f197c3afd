##! What the dashboard of a project shows. Counts by the hour answer what they can; the rest looks at the newest events only.

from Storage.Clock import now, shown

pub struct Bucket do
  ## When it begins.
  bucket :: String
  count :: Int
end deriving(Json)

pub struct LevelCount do
  level :: String
  count :: Int
end deriving(Json, Row)

pub struct ValueCount do
  value :: String
  count :: Int
end deriving(Json, Row)

pub struct Health do
  unresolved_count :: Int
  events_24h :: Int
  new_today :: Int
end deriving(Json)

pub struct ReleaseLine do
  release :: String
  ## Issues that were first seen in it.
  new_issues :: Int
  ## Issues that were last seen in it.
  issues :: Int
  last_seen :: String
end deriving(Json)

pub struct Users do
  ## How many different ones the newest events met.
  users :: Int
  top :: List<ValueCount>
end deriving(Json)

## So many of the newest events are looked at.
pub fn most_events() -> Int = 10000

pub fn hour_micros() -> Int = 3600 * 1000000

fn day_ago() -> Int = now() - 24 * hour_micros()

## The number of the present hour since 1970.
pub fn this_hour() -> Int = now() / hour_micros()

## Events in each of the last so many spans of so many hours, oldest first; the last one is not over yet.
pub fn volume(
  db :: Db,
  project_id :: String,
  spans :: Int,
  hours :: Int
) -> Result<List<Bucket>, DbError> do
  let last = this_hour() / hours
  let first = last - spans + 1
  let found :: List<(Int, Int)> = Db.all(db, sql"""
    SELECT hour / ${hours}, sum(events) FROM project_hours WHERE project_id = ${project_id} AND hour >= ${first * hours}
    GROUP BY 1
    """)?
  let counts = Map.from_list(found)
  Ok(
    for span in first..last + 1 do
      Bucket { bucket: shown(span * hours * hour_micros()), count: Map.get_or(counts, span, 0) }
    end
  )
end

## Events of the last 24 hours by level, most first.
pub fn levels(db :: Db, project_id :: String) -> Result<List<LevelCount>, DbError> do
  Db.all(db, sql"""
    SELECT level, sum(events) AS count FROM project_hours WHERE project_id = ${project_id} AND hour > ${this_hour() - 24}
    GROUP BY level ORDER BY count DESC, level
    """)
end

## The most frequent values of a tag in the last 24 hours.
pub fn tags(db :: Db, project_id :: String, key :: String) -> Result<List<ValueCount>, DbError> do
  let part = Json.encode(key) <> ":"
  let counts = Db.fold(db, sql"""
    SELECT tags FROM (${newest(project_id)}) e WHERE replace(tags, ${part}, '') <> tags
    """, %{}, fn counts, tags -> counted(counts, tags, key) end)?
  let all = List.map(Map.to_list(counts), fn((value, count)) ->
    ValueCount { value: value, count: count }
  end)
  Ok(List.take(List.sort_by(all, fn one -> (-one.count, one.value) end), 20))
end

fn newest(project_id :: String) -> Sql do
  sql"""
    SELECT tags, user_label FROM events WHERE project_id = ${project_id} AND received_at >= ${day_ago()}
    ORDER BY received_at DESC, id DESC LIMIT ${most_events()}
    """
end

fn counted(counts :: Map<String, Int>, tags :: Json, key :: String) -> Map<String, Int> do
  case Json.field(tags, key) do
    Some(JsonString(value)) -> Map.update(counts, value, 0, fn count -> count + 1 end)
    _ -> counts
  end
end

pub fn health(db :: Db, project_id :: String) -> Result<Health, DbError> do
  let unresolved = Db.value(
    db,
    sql"SELECT count(*) FROM issues WHERE project_id = ${project_id} AND status = 'unresolved'"
  )?
  let events = Db.value(db, sql"""
    SELECT coalesce(sum(events), 0) FROM project_hours WHERE project_id = ${project_id} AND hour > ${this_hour() - 24}
    """)?
  let fresh = Db.value(db, sql"""
    SELECT count(*) FROM issues WHERE project_id = ${project_id} AND first_seen >= ${day_ago()} AND deleted_at IS NULL
    """)?
  Ok(Health { unresolved_count: unresolved, events_24h: events, new_today: fresh })
end

## The releases in which issues were seen last, newest first.
pub fn releases(
  db :: Db,
  project_id :: String,
  limit :: Int
) -> Result<List<ReleaseLine>, DbError> do
  let lines :: List<(String, Int, Int)> = Db.all(db, sql"""
    SELECT last_release, count(*), max(last_seen) AS seen FROM issues WHERE project_id = ${project_id} AND last_release <> ''
      AND deleted_at IS NULL
    GROUP BY last_release ORDER BY seen DESC, last_release LIMIT ${limit}
    """)?
  let names = List.map(lines, fn((release, _, _)) -> release end)
  let fresh :: List<(String, Int)> = Db.all(db, sql"""
    SELECT first_release, count(*) FROM issues WHERE project_id = ${project_id} AND first_release IN ${names}
      AND deleted_at IS NULL
    GROUP BY first_release
    """)?
  let new_issues = Map.from_list(fresh)
  Ok(List.map(lines, fn((release, issues, seen)) ->
    ReleaseLine {
      release: release,
      new_issues: Map.get_or(new_issues, release, 0),
      issues: issues,
      last_seen: shown(seen)
    }
  end))
end

## Who was met in the last 24 hours, the most frequent first.
pub fn users(db :: Db, project_id :: String) -> Result<Users, DbError> do
  let count = Db.value(
    db,
    sql"SELECT count(DISTINCT user_label) FROM (${newest(project_id)}) e WHERE user_label <> ''"
  )?
  let top = Db.all(db, sql"""
    SELECT user_label AS value, count(*) AS count FROM (${newest(project_id)}) e WHERE user_label <> ''
    GROUP BY user_label ORDER BY count DESC, value LIMIT 20
    """)?
  Ok(Users { users: count, top: top })
end
