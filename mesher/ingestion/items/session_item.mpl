##! Sessions of users with releases, one by one and counted by clients.

from Ingestion.Fields import micros, or_null, object_or_empty
from Ingestion.Items.Texts import field

## One session, as far as it is known.
pub struct Session do
  id :: String
  release :: String
  environment :: String
  ## Who it is of, or "".
  user :: String
  started_at :: Int
  sequence :: Int
  ## `healthy`, `errored`, `crashed` or `abnormal`.
  state :: String
end deriving(Debug)

## So many sessions that began together.
pub struct Group do
  release :: String
  environment :: String
  user :: String
  started_at :: Int
  healthy :: Int
  errored :: Int
  crashed :: Int
  abnormal :: Int
end deriving(Debug)

fn groups_most() -> Int = 100

## How bad a state is: a session only gets worse.
pub fn rank(state :: String) -> Int do
  case state do
    "crashed" -> 3
    "abnormal" -> 2
    "errored" -> 1
    _ -> 0
  end
end

## A `session` item.
pub fn session(body :: Json, now :: Int) -> Result<Session, String> do
  let attributes = object_or_empty(body, "attrs")
  let (id, release) = (field(body, "sid", 64), field(attributes, "release", 200))
  if id == "" do
    Err("sid")
  else if release == "" do
    Err("release")
  else
    Ok(Session {
      id: String.replace(String.to_lower(id), "-", ""),
      release: release,
      environment: environment_of(attributes),
      user: field(body, "did", 200),
      started_at: time_of(body, now),
      sequence: Math.max(0, count(body, "seq")),
      state: state_of(field(body, "status", 20), count(body, "errors"))
    })
  end
end

fn environment_of(attributes :: Json) -> String do
  let written = field(attributes, "environment", 64)
  if written == "" do "production" else written end
end

# Five days ago at most: older ones are counted where they come.
fn time_of(body :: Json, now :: Int) -> Int do
  case micros(or_null(body, "started")) do
    Some(at) when at > now - 5 * 86400000000 and at < now + 3600000000 -> at
    _ -> now
  end
end

fn count(body :: Json, key :: String) -> Int do
  case or_null(body, key) do
    JsonInt(number) when number >= 0 and number <= 1000000000 -> number
    _ -> 0
  end
end

fn state_of(status :: String, errors :: Int) -> String do
  case status do
    "crashed" -> "crashed"
    "abnormal" -> "abnormal"
    "errored" | "unhandled" -> "errored"
    _ -> if errors > 0 do "errored" else "healthy" end
  end
end

## A `sessions` item: its groups, and how many were beyond the most of an item or could not be read.
pub fn groups(body :: Json, now :: Int) -> Result<(List<Group>, Int), String> do
  let attributes = object_or_empty(body, "attrs")
  let release = field(attributes, "release", 200)
  case or_null(body, "aggregates") do
    JsonArray(all) when release != "" -> do
      let read = List.map(List.take(all, groups_most()), fn one ->
        group_of(one, release, environment_of(attributes), now)
      end)
      let groups = Option.values(read)
      Ok((groups, List.length(all) - List.length(groups)))
    end
    JsonArray(_) -> Err("release")
    _ -> Err("aggregates")
  end
end

fn group_of(body :: Json, release :: String, environment :: String, now :: Int) -> Option<Group> do
  let group = Group {
    release: release,
    environment: environment,
    user: field(body, "did", 200),
    started_at: time_of(body, now),
    healthy: count(body, "exited"),
    errored: count(body, "errored") + count(body, "unhandled"),
    crashed: count(body, "crashed"),
    abnormal: count(body, "abnormal")
  }
  if group.healthy + group.errored + group.crashed + group.abnormal > 0 do Some(group) else None end
end
