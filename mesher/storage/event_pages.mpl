##! Reading events: pages of them, one with its neighbours, its kept body.

from Storage.Clock import shown
import Ingestion.Ids
import Storage.Payload

## An event as lists show it.
pub struct EventLine do
  ## Of its row.
  id :: String
  ## What the client calls it: 32 hexadecimal digits.
  event_id :: String
  issue_id :: String
  level :: String
  message :: String
  environment :: String
  release :: String
  ## The id, e-mail address, name or address of who met it.
  user :: String
  received_at :: String
end deriving(Json)

struct LineRow do
  id :: String
  event_id :: String
  issue_id :: String
  level :: String
  message :: String
  environment :: String
  release :: String
  user_label :: String
  received_at :: Int
end deriving(Row)

pub struct EventPage do
  events :: List<EventLine>
  ## Time and id of the last one, when there are more.
  next :: Option<(Int, String)>
end

## An event whole: what its row says, and its body as it is kept.
pub struct Kept do
  id :: String
  event_id :: String
  project_id :: String
  issue_id :: String
  level :: String
  message :: String
  platform :: String
  environment :: String
  release :: String
  dist :: String
  transaction_name :: String
  user_label :: String
  tags :: Json
  sdk_name :: String
  sdk_version :: String
  occurred_at :: Int
  received_at :: Int
  fingerprint :: String
  form :: String
  size :: Int
  payload :: Bytes
end deriving(Row)

## Where an event is: its row, its project, and what its client calls it.
pub struct Place do
  row_id :: String
  project_id :: String
  event_id :: String
end deriving(Row)

fn columns() -> Sql do
  sql"e.id, e.event_id, e.issue_id, e.level, e.message, e.environment, e.release, e.user_label, e.received_at"
end

fn line_of(row :: LineRow) -> EventLine do
  EventLine {
    id: row.id,
    event_id: row.event_id,
    issue_id: row.issue_id,
    level: row.level,
    message: row.message,
    environment: row.environment,
    release: row.release,
    user: row.user_label,
    received_at: shown(row.received_at)
  }
end

## A page of the events of an issue, newest first, behind a time and an id.
pub fn of_issue(
  db :: Db,
  issue_id :: String,
  beyond :: Option<(Int, String)>,
  limit :: Int
) -> Result<EventPage, DbError> do
  # The first comparison lets PostgreSQL leave out partitions.
  let behind = case beyond do
    None -> Sql.empty()
    Some((time, id)) ->
      sql"AND e.received_at <= ${time} AND (e.received_at, e.id) < (${time}, ${id})"
  end
  # One more than asked for tells whether there are more.
  let rows :: List<LineRow> = Db.all(db, sql"""
    SELECT ${columns()} FROM events e WHERE e.issue_id = ${issue_id} ${behind}
    ORDER BY e.received_at DESC, e.id DESC LIMIT ${limit + 1}
    """)?
  let taken = List.take(rows, limit)
  let next = if List.length(rows) > limit do
    Option.map(List.final(taken), fn row -> (row.received_at, row.id) end)
  else
    None
  end
  Ok(EventPage { events: List.map(taken, line_of), next: next })
end

## The newest events of a project.
pub fn of_project(
  db :: Db,
  project_id :: String,
  limit :: Int
) -> Result<List<EventLine>, DbError> do
  let rows :: List<LineRow> = Db.all(db, sql"""
    SELECT ${columns()} FROM events e WHERE e.project_id = ${project_id} ORDER BY e.received_at DESC, e.id DESC LIMIT ${limit}
    """)?
  Ok(List.map(rows, line_of))
end

## The row id of an event of a project, which its client, or its row, calls so.
pub fn row_in(db :: Db, project_id :: String, name :: String) -> Result<Option<String>, DbError> do
  let id = String.to_lower(name)
  let digits = Option.unwrap_or(Ids.event_id(id), "")
  let known :: Option<String> = Db.first(db, sql"""
    SELECT row_id FROM event_ids WHERE project_id = ${project_id} AND event_id = ${digits}
    """)?
  if Option.is_some(known) or not Ids.is_uuid(id) do
    Ok(known)
  else
    let row = row_of(db, id)?
    Ok(
      Option.map(
        Option.filter(row, fn place -> place.project_id == project_id end),
        fn place -> place.row_id end
      )
    )
  end
end

## The row id of the newest event of an issue.
pub fn latest(db :: Db, issue_id :: String) -> Result<Option<String>, DbError> do
  Db.first(
    db,
    sql"SELECT id FROM events WHERE issue_id = ${issue_id} ORDER BY received_at DESC, id DESC LIMIT 1"
  )
end

## The row id of the oldest event of an issue.
pub fn oldest(db :: Db, issue_id :: String) -> Result<Option<String>, DbError> do
  Db.first(
    db,
    sql"SELECT id FROM events WHERE issue_id = ${issue_id} ORDER BY received_at, id LIMIT 1"
  )
end

# ---- one --------------------------------------------------------------------------------------------------------

## Where the event of a row id, or of an id that a client gave, is. Of several projects that were sent an event of the same id, one
## that the user is a member of comes first.
pub fn locate(db :: Db, name :: String, user :: Option<String>) -> Result<Option<Place>, DbError> do
  let id = String.to_lower(name)
  let row = if Ids.is_uuid(id) do row_of(db, id)? else None end
  case (row, Ids.event_id(id)) do
    (None, Some(digits)) -> Db.first(db, sql"""
      SELECT k.row_id, k.project_id, k.event_id FROM projects p JOIN event_ids k ON k.project_id = p.id AND k.event_id = ${digits}
      LEFT JOIN org_memberships m ON m.org_id = p.org_id AND m.user_id = ${Option.unwrap_or(user, "")}
      ORDER BY CASE WHEN m.id IS NULL THEN 1 ELSE 0 END, k.received_at DESC LIMIT 1
      """)
    _ -> Ok(row)
  end
end

# Our ids hold the time at which they were made, which spares PostgreSQL to look into every partition.
fn row_of(db :: Db, id :: String) -> Result<Option<Place>, DbError> do
  let (from, to) = around(id)
  let near = Db.first(db, sql"""
    SELECT id AS row_id, project_id, event_id FROM events WHERE id = ${id} AND received_at >= ${from} AND received_at < ${to}
    """)?
  if Option.is_none(near) do
    Db.first(db, sql"SELECT id AS row_id, project_id, event_id FROM events WHERE id = ${id}")
  else
    Ok(near)
  end
end

fn around(id :: String) -> (Int, Int) do
  let made =
    Option.unwrap_or(Int.parse_base(String.slice(id, 0, 8) <> String.slice(id, 9, 13), 16), 0) *
    1000
  let hour = 3600 * 1000000
  (made - hour, made + hour)
end

## An event by its row id.
pub fn find(db :: Db, id :: String) -> Result<Option<Kept>, DbError> do
  let (from, to) = around(id)
  let near :: Option<Kept> = Db.first(
    db,
    sql"${whole()} WHERE id = ${id} AND received_at >= ${from} AND received_at < ${to}"
  )?
  case near do
    None -> Db.first(db, sql"${whole()} WHERE id = ${id}")
    found -> Ok(found)
  end
end

fn whole() -> Sql do
  sql"""
    SELECT id, event_id, project_id, issue_id, level, message, platform, environment, release, dist, transaction_name, user_label,
      tags, sdk_name, sdk_version, occurred_at, received_at, fingerprint, form, size, payload FROM events
    """
end

## Row ids of the next newer and the next older event of its issue.
pub fn neighbours(db :: Db, event :: Kept) -> Result<(Option<String>, Option<String>), DbError> do
  let (issue, time, id) = (event.issue_id, event.received_at, event.id)
  let newer = Db.first(db, sql"""
    SELECT id FROM events WHERE issue_id = ${issue} AND received_at >= ${time} AND (received_at, id) > (${time}, ${id})
    ORDER BY received_at, id LIMIT 1
    """)?
  let older = Db.first(db, sql"""
    SELECT id FROM events WHERE issue_id = ${issue} AND received_at <= ${time} AND (received_at, id) < (${time}, ${id})
    ORDER BY received_at DESC, id DESC LIMIT 1
    """)?
  Ok((newer, older))
end

## The body as it was sent.
pub fn body_of(event :: Kept) -> String = Payload.text(event.form, event.payload)

## The form of the body, as `Ingestion.Detail` knows it.
pub fn form_of(event :: Kept) -> String = Payload.form(event.form)

# ---- search -----------------------------------------------------------------------------------------------------

## So many events are looked at in a search.
pub fn most_searched() -> Int = 20000

## The newest events of a project since a time whose message has the words, in any case: most words first, then newest first.
pub fn search(
  db :: Db,
  project_id :: String,
  words :: List<String>,
  since :: Int,
  limit :: Int
) -> Result<List<EventLine>, DbError> do
  let wanted = List.map(words, String.to_lower)
  let most = List.length(wanted)
  # Those that have all words are mostly enough, and are met before everything has been looked at.
  let (met, whole) = having(db, project_id, wanted, since, sql" AND ", limit)?
  let enough = List.count(whole, fn((score, _)) -> score == most end) == limit
  if enough or (most == 1 and met < limit) do
    lines(db, whole, since)
  else
    let (_, some) = having(db, project_id, wanted, since, sql" OR ", most_searched())?
    let sorted = List.sort(some, fn (one, _), (other, _) -> other - one end)
    lines(db, List.take(sorted, limit), since)
  end
end

# How many of the words messages have, with the ids of their events, newest first; and how many the database let through, which leaves
# out most: what it cannot fold is compared here.
fn having(
  db :: Db,
  project_id :: String,
  words :: List<String>,
  since :: Int,
  between :: Sql,
  most :: Int
) -> Result<(Int, List<(Int, String)>), DbError> do
  let like = List.map(words, fn word -> sql"lower(e.message) LIKE ${pattern(word)} ESCAPE '\\'" end)
  let start :: (Int, List<(Int, String)>) = (0, [])
  Db.fold(db, sql"""
    SELECT e.id, e.message FROM (SELECT id, message, received_at FROM events WHERE project_id = ${project_id}
      AND received_at >= ${since} ORDER BY received_at DESC, id DESC LIMIT ${most_searched()}) e
    WHERE ${Sql.join(like, between)} ORDER BY e.received_at DESC, e.id DESC LIMIT ${most}
    """, start, fn (met, found), row -> (met + 1, with_score(found, words, row)) end)
end

fn with_score(
  found :: List<(Int, String)>,
  words :: List<String>,
  row :: (String, String)
) -> List<(Int, String)> do
  let (id, text) = row
  let message = String.to_lower(text)
  let score = List.count(words, fn word -> String.contains(message, word) end)
  if score == 0 do found else List.append(found, (score, id)) end
end

# Events in this order. Since when they came lets PostgreSQL leave out partitions.
fn lines(
  db :: Db,
  found :: List<(Int, String)>,
  since :: Int
) -> Result<List<EventLine>, DbError> do
  let ids = List.map(found, fn((_, id)) -> id end)
  let rows :: List<LineRow> = Db.all(
    db,
    sql"SELECT ${columns()} FROM events e WHERE e.id IN ${ids} AND e.received_at >= ${since}"
  )?
  let by_id = List.index_by(rows, fn row -> row.id end)
  Ok(List.map(List.filter_map(ids, fn id -> Map.fetch(by_id, id) end), line_of))
end

## A pattern for LIKE that lets every text pass that has a word: databases fold letters of ASCII at least.
pub fn pattern(word :: String) -> String do
  let escaped = Regex.replace_with(~r/[\\%_]/, word, fn sign -> "\\" <> sign end)
  "%" <> Regex.replace(~r/[^\x00-\x7f]+/, escaped, "%") <> "%"
end

## The newest events of a project since a time that have a tag.
pub fn with_tag(
  db :: Db,
  project_id :: String,
  key :: String,
  value :: String,
  since :: Int,
  limit :: Int
) -> Result<List<(EventLine, Json)>, DbError> do
  # As it stands in the text of the object.
  let part = Json.encode(key) <> ":" <> Json.encode(value)
  let rows :: List<TaggedRow> = Db.all(db, sql"""
    SELECT ${columns()}, e.tags FROM (SELECT * FROM events WHERE project_id = ${project_id} AND received_at >= ${since}
      ORDER BY received_at DESC, id DESC LIMIT ${most_searched()}) e
    WHERE replace(e.tags, ${part}, '') <> e.tags ORDER BY e.received_at DESC, e.id DESC LIMIT ${limit}
    """)?
  Ok(List.filter_map(rows, fn row ->
    if Json.field(row.tags, key) == Some(JsonString(value)) do
      Some((line_of_tagged(row), row.tags))
    else
      None
    end
  end))
end

struct TaggedRow do
  id :: String
  event_id :: String
  issue_id :: String
  level :: String
  message :: String
  environment :: String
  release :: String
  user_label :: String
  received_at :: Int
  tags :: Json
end deriving(Row)

fn line_of_tagged(row :: TaggedRow) -> EventLine do
  EventLine {
    id: row.id,
    event_id: row.event_id,
    issue_id: row.issue_id,
    level: row.level,
    message: row.message,
    environment: row.environment,
    release: row.release,
    user: row.user_label,
    received_at: shown(row.received_at)
  }
end

# ---- tags -------------------------------------------------------------------------------------------------------

## So many of the newest events of an issue are counted.
pub fn most_counted() -> Int = 1000

## The tags of the newest events of an issue, of those that pass: by name and value, how many events have them.
pub fn tags_of(
  db :: Db,
  issue_id :: String
) -> Result<(Int, Map<String, Map<String, Int>>), DbError> do
  let start :: (Int, Map<String, Map<String, Int>>) = (0, %{})
  Db.fold(db, sql"""
    SELECT tags FROM events WHERE issue_id = ${issue_id} ORDER BY received_at DESC, id DESC LIMIT ${most_counted()}
    """, start, fn (events, counts), tags -> (events + 1, counted(counts, tags)) end)
end

fn counted(
  counts :: Map<String, Map<String, Int>>,
  tags :: Json
) -> Map<String, Map<String, Int>> do
  case tags do
    JsonObject(fields) ->
      Map.reduce(fields, counts, fn all, name, value ->
        let text = case value do
          JsonString(found) -> found
          other -> Json.encode(other)
        end
        Map.update(all, name, %{}, fn values ->
          Map.update(values, text, 0, fn count -> count + 1 end)
        end)
      end)
    _ -> counts
  end
end
