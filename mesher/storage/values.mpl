##! What the events of issues had: releases, environments, users, tags. Searches for issues and their completion look here, not at
##! the events.

from Ingestion.Event import Event
from Storage.Steps import Step
import Storage.Steps

## A stored event and its issue.
pub struct Seen do
  project_id :: String
  issue_id :: String
  received_at :: Int
  event :: Event
  ## Its tags as JSON.
  tags :: String
end

## A value of a name, as an issue had it.
pub struct Noted do
  project_id :: String
  name :: String
  folded :: String
  issue_id :: String
  value :: String
  day :: Int
end deriving(Eq, Ord, Hash)

## What the tables have already, as far as somebody knows.
pub struct Known do
  # Issues with all that an event of a day had: most events have what others had before.
  alike :: Set<String>
  values :: Set<Noted>
end

pub fn nothing_known() -> Known = Known { alike: Set.new(), values: Set.new() }

# So much is remembered: values that all events share, and texts of some hundred bytes.
fn most_values() -> Int = 20000

fn most_alike() -> Int = 4000

## So many tags of an event are noted, and so much of each.
pub fn most_tags() -> Int = 50

pub fn most_characters() -> Int = 200

## What notes what events had, and what is known then.
pub struct Noting do
  steps :: List<Step>
  known :: Known
end

## Notes what events had: what `known` has is there already. A value that is known to the tables only costs a look at an index.
pub fn noted(known :: Known, seen :: List<Seen>) -> Noting do
  let different =
    List.unique_by(List.map(seen, fn one -> (all_of(one), one) end), fn((all, _)) -> all end)
  let fresh = List.reject(different, fn((all, _)) -> Set.contains(known.alike, all) end)
  let values =
    List.reduce(fresh, Set.new(), fn all, (_, one) -> List.reduce(values_of(one), all, Set.add) end)
  let fresh_values = Set.to_list(Set.difference(values, known.values))
  # All writers go in one order, so that none waits for another that waits for it.
  let steps = Steps.loose(List.map(List.sorted(fresh_values), insert))
  let alike = List.reduce(fresh, known.alike, fn all, (text, _) -> Set.add(all, text) end)
  let all = List.reduce(fresh_values, known.values, Set.add)
  Noting {
    steps: steps,
    known: Known { alike: bounded(alike, most_alike()), values: bounded(all, most_values()) }
  }
end

fn insert(one :: Noted) -> Sql do
  sql"""
    INSERT INTO issue_values (project_id, name, folded, issue_id, value, day)
    SELECT ${one.project_id}, ${one.name}, ${one.folded}, ${one.issue_id}, ${one.value}, CAST(${one.day} AS BIGINT)
    WHERE NOT EXISTS (SELECT 1 FROM issue_values v WHERE v.project_id = ${one.project_id} AND v.name = ${one.name}
      AND v.folded = ${one.folded} AND v.issue_id = ${one.issue_id} AND v.day >= CAST(${one.day} AS BIGINT))
    ON CONFLICT (project_id, name, folded, issue_id) DO UPDATE SET day = excluded.day
    """
end

fn bounded<T>(known :: Set<T>, most :: Int) -> Set<T> where T: Hash do
  if Set.size(known) > most do Set.new() else known end
end

# Everything that `values_of` looks at.
fn all_of(seen :: Seen) -> String do
  let event = seen.event
  let parts = [
    seen.issue_id,
    "${day_of(seen)}",
    event.environment,
    event.release,
    event.dist,
    event.user_label
  ]
  String.join(parts ++ [event.transaction_name, seen.tags], "\n")
end

fn day_of(seen :: Seen) -> Int = seen.received_at / (86400 * 1000000)

fn values_of(seen :: Seen) -> List<Noted> do
  let event = seen.event
  let columns = [
    ("environment", event.environment),
    ("release", event.release),
    ("dist", event.dist),
    ("user", event.user_label),
    ("transaction", event.transaction_name)
  ]
  let tags = case Json.parse(seen.tags) do
    Ok(JsonObject(fields)) -> List.filter_map(List.take(Map.to_list(fields), most_tags()), tag)
    _ -> []
  end
  List.filter_map(columns ++ tags, fn((name, value)) ->
    named(seen, name, String.slice(value, 0, most_characters()))
  end)
end

fn tag(pair :: (String, Json)) -> Option<(String, String)> do
  case pair do
    (name, JsonString(value)) -> Some((String.slice(name, 0, most_characters()), value))
    _ -> None
  end
end

fn named(seen :: Seen, name :: String, value :: String) -> Option<Noted> do
  if value == "" do
    None
  else
    Some(Noted {
      project_id: seen.project_id,
      name: name,
      folded: String.to_lower(value),
      issue_id: seen.issue_id,
      value: value,
      day: day_of(seen)
    })
  end
end

# ---- completion -------------------------------------------------------------------------------------------------

# So many names are looked at.
fn most_names() -> Int = 1000

## Names that begin with a text in any case, at most so many.
pub fn names(
  db :: Db,
  project_id :: String,
  prefix :: String,
  limit :: Int
) -> Result<List<String>, DbError> do
  let all = next_names(db, project_id, "", most_names(), [])?
  let start = String.to_lower(prefix)
  Ok(
    List.take(
      List.filter(all, fn name -> String.starts_with(String.to_lower(name), start) end),
      limit
    )
  )
end

# From one to the next: names are few, rows are many.
fn next_names(
  db :: Db,
  project_id :: String,
  last :: String,
  count :: Int,
  found :: List<String>
) -> Result<List<String>, DbError> do
  let next :: Option<String> = Db.first(db, sql"""
    SELECT name FROM issue_values WHERE project_id = ${project_id} AND name > ${last} ORDER BY name LIMIT 1
    """)?
  case next do
    Some(name) when count > 0 ->
      next_names(db, project_id, name, count - 1, List.append(found, name))
    _ -> Ok(found)
  end
end

fn starting_with(prefix :: String) -> String =
  Regex.replace_with(~r/[\\%_]/, prefix, fn sign -> "\\" <> sign end) <> "%"

## Values of a name that begin with a text in any case, those of most issues first; of the first ones in the order of letters.
pub fn values(
  db :: Db,
  project_id :: String,
  name :: String,
  prefix :: String,
  limit :: Int
) -> Result<List<(String, Int)>, DbError> do
  let first = String.to_lower(prefix)
  let beyond = first <> String.from_code_points([0x10FFFF])
  Db.all(db, sql"""
    SELECT min(value), count(*) AS issues FROM (
      SELECT folded, value FROM issue_values WHERE project_id = ${project_id} AND name = ${name} AND folded >= ${first}
        AND folded < ${beyond} ORDER BY folded LIMIT 5000) v
    GROUP BY folded ORDER BY issues DESC, folded LIMIT ${limit}
    """)
end

## What a column of the issues of a project holds that begins with a text in any case, the most frequent first.
pub fn columns(
  db :: Db,
  project_id :: String,
  column :: String,
  prefix :: String,
  limit :: Int
) -> Result<List<(String, Int)>, DbError> do
  let (name, like) = (Sql.name(column), starting_with(String.to_lower(prefix)))
  Db.all(db, sql"""
    SELECT ${name}, count(*) AS issues FROM issues WHERE project_id = ${project_id} AND ${name} <> ''
      AND lower(${name}) LIKE ${like} ESCAPE '\\' AND deleted_at IS NULL
    GROUP BY 1 ORDER BY issues DESC, 1 LIMIT ${limit}
    """)
end
