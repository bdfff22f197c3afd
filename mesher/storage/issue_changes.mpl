##! Changing issues: any number of them in one transaction, with their histories, what is told, and how it is taken back.

from Storage.Activity import Author, Note
from Storage.Clock import now
from Streaming.News import News
import Storage.Activity
import Storage.Issues
import Storage.UndoTokens
import Streaming.Transport

pub type Change do
  ## In a release, in the one that follows the newest, or (with neither) at once.
  Resolve(in_release :: String, in_next :: Bool)
  Unresolve
  Archive(Until)
  Discard
  ## "" for nobody.
  Assign(user_id :: String)
  Delete
end deriving(Eq, Debug)

## What brings an archived issue back.
pub type Until do
  ## That it happens much more often.
  Spike
  Never
  ## So many more events.
  MoreEvents(Int)
  Time(Int)
end deriving(Eq, Debug)

## What changes change.
struct State do
  id :: String
  status :: String
  assigned_to :: Option<String>
  resolved_at :: Option<Int>
  resolved_in :: String
  resolved_in_next :: Bool
  archived_until :: Option<Int>
  archived_until_count :: Option<Int>
  archived_for_ever :: Bool
  fingerprint_hash :: String
  event_count :: Int
  last_release :: String
end deriving(Row, Json, Eq, Debug)

## How an issue was, and what it became, so that it can be taken back.
struct Taken do
  before :: State
  after :: State
  hashes :: List<Led>
end deriving(Json)

# A hash of a fingerprint that led to the issue.
struct Led do
  hash :: String
  version :: Int
end deriving(Json)

pub struct Done do
  affected :: Int
  ## With it the change is taken back; "" when nothing changed.
  undo :: String
end

## One request changes at most so many.
pub fn most() -> Int = 10000

## Changes those of the issues that are in the project.
pub fn apply(
  db :: Db,
  project_id :: String,
  author :: Author,
  change :: Change,
  ids :: List<String>
) -> Result<Done, DbError> do
  let done = again(fn ->
    Db.transaction(db, fn tx -> change_all(tx, project_id, author, change, ids) end)
  end)?
  Transport.wake()
  Ok(done)
end

## Does something in a transaction, again when it was taken back: two that change the same issues in different orders may meet on
## PostgreSQL.
pub fn again<T>(work :: Fun() -> Result<T, DbError>) -> Result<T, DbError> = again_from(work, 1)

fn again_from<T>(work :: Fun() -> Result<T, DbError>, attempt :: Int) -> Result<T, DbError> do
  case work() do
    Err(Busy) when attempt < 5 -> do
      Timer.sleep(attempt * 20)
      again_from(work, attempt + 1)
    end
    outcome -> outcome
  end
end

fn change_all(
  tx :: Db,
  project_id :: String,
  author :: Author,
  change :: Change,
  ids :: List<String>
) -> Result<Done, DbError> do
  let time = now()
  let pairs = List.filter_map(locked(tx, project_id, ids)?, fn before ->
    Option.map(next_state(before, change, time), fn next -> (before, next) end)
  end)
  if List.is_empty(pairs) do
    Ok(Done { affected: 0, undo: "" })
  else
    let hashes = if change == Delete do released(tx, pairs)? else %{} end
    Db.run_many(tx, pairs, fn((_, next)) ->
      update(next, if change == Delete do Some(time) else None end)
    end)?
    Activity.add(
      tx,
      author,
      List.map(pairs, fn((before, next)) -> note(project_id, change, before, next) end)
    )?
    let taken = List.map(pairs, fn((before, next)) ->
      Taken { before: before, after: next, hashes: Map.get_or(hashes, before.id, []) }
    end)
    let undo = UndoTokens.keep(tx, project_id, author, told(change), Json.encode(taken))?
    Transport.publish(
      tx,
      List.map(pairs, fn((before, _)) -> IssueChanged(project_id, before.id, told(change)) end)
    )?
    Ok(Done { affected: List.length(pairs), undo: undo })
  end
end

# What the issues are, which nobody changes meanwhile.
fn locked(tx :: Db, project_id :: String, ids :: List<String>) -> Result<List<State>, DbError> do
  Issues.lock(tx, ids)?
  Db.all(
    tx,
    sql"SELECT ${columns()} FROM issues WHERE id IN ${ids} AND project_id = ${project_id} AND deleted_at IS NULL"
  )
end

fn columns() -> Sql do
  sql"""
    id, status, assigned_to, resolved_at, resolved_in, resolved_in_next, archived_until, archived_until_count, archived_for_ever,
    fingerprint_hash, event_count, last_release
    """
end

fn update(state :: State, deleted_at :: Option<Int>) -> Sql do
  sql"""
    UPDATE issues SET status = ${state.status}, assigned_to = ${state.assigned_to}, resolved_at = ${state.resolved_at},
      resolved_in = ${state.resolved_in}, resolved_in_next = ${state.resolved_in_next}, archived_until = ${state.archived_until},
      archived_until_count = ${state.archived_until_count}, archived_for_ever = ${state.archived_for_ever},
      fingerprint_hash = ${state.fingerprint_hash}, deleted_at = ${deleted_at}
    WHERE id = ${state.id}
    """
end

# Takes the hashes away, so that the next event makes another issue: by issue what led to it.
fn released(tx :: Db, pairs :: List<(State, State)>) -> Result<Map<String, List<Led>>, DbError> do
  let ids = List.map(pairs, fn((before, _)) -> before.id end)
  let rows :: List<(String, String, Int)> = Db.all(tx, sql"""
    DELETE FROM issue_hashes WHERE issue_id IN ${ids} RETURNING issue_id, fingerprint_hash, grouping_version
    """)?
  Ok(List.reduce(rows, %{}, fn all, (id, hash, version) ->
    Map.update(all, id, [], fn hashes ->
      List.append(hashes, Led { hash: hash, version: version })
    end)
  end))
end

# ---- what a change does -----------------------------------------------------------------------------------------

# The state behind a change, if the change concerns the issue.
fn next_state(state :: State, change :: Change, time :: Int) -> Option<State> do
  case change do
    Resolve(_, _) when state.status == "resolved" -> None
    Resolve(in_release, in_next) ->
      Some(%{opened(state) |
        status: "resolved",
        resolved_at: Some(time),
        resolved_in: if in_next do state.last_release else in_release end,
        resolved_in_next: in_next
      })
    Unresolve -> Some(opened(state))
    Discard -> Some(%{opened(state) | status: "discarded"})
    Archive(until) -> Some(archived(%{opened(state) | status: "archived"}, until))
    Assign(user) -> do
      let wanted = if user == "" do None else Some(user) end
      if state.assigned_to == wanted do None else Some(%{state | assigned_to: wanted}) end
    end
    Delete -> Some(%{state | status: "deleted", fingerprint_hash: "deleted:${state.id}"})
  end
end

# Unresolved, without what other states had.
fn opened(state :: State) -> State do
  %{state |
    status: "unresolved",
    resolved_at: None,
    resolved_in: "",
    resolved_in_next: false,
    archived_until: None,
    archived_until_count: None,
    archived_for_ever: false
  }
end

fn archived(state :: State, until :: Until) -> State do
  case until do
    Spike -> state
    Never -> %{state | archived_for_ever: true}
    MoreEvents(count) -> %{state | archived_until_count: Some(state.event_count + count)}
    Time(time) -> %{state | archived_until: Some(time)}
  end
end

## What watchers and histories call a change.
pub fn told(change :: Change) -> String do
  case change do
    Resolve(_, _) -> "resolved"
    Unresolve -> "unresolved"
    Archive(_) -> "archived"
    Discard -> "discarded"
    Assign(_) -> "assigned"
    Delete -> "deleted"
  end
end

fn note(project_id :: String, change :: Change, before :: State, next :: State) -> Note do
  Note {
    project_id: project_id,
    issue_id: before.id,
    action: told(change),
    before: shown(before),
    after: shown(next),
    comment: ""
  }
end

# What histories show of a state.
fn shown(state :: State) -> Json do
  let all = [
    ("status", JsonString(state.status)),
    ("assigned_to", JsonString(Option.unwrap_or(state.assigned_to, ""))),
    ("resolved_in", JsonString(state.resolved_in)),
    ("resolved_in_next", JsonBool(state.resolved_in_next)),
    ("archived_until", number(state.archived_until)),
    ("archived_until_count", number(state.archived_until_count)),
    ("archived_for_ever", JsonBool(state.archived_for_ever))
  ]
  let said = List.reject(all, fn((_, value)) ->
    value == JsonNull or value == JsonString("") or value == JsonBool(false)
  end)
  JsonObject(Map.from_list(said))
end

fn number(value :: Option<Int>) -> Json = Option.map_or(value, JsonNull, fn n -> JsonInt(n) end)

# ---- taking back ------------------------------------------------------------------------------------------------

## Takes back what changes did, where nobody changed it since; the number of issues that are as they were.
pub fn restore(
  tx :: Db,
  project_id :: String,
  author :: Author,
  states :: String
) -> Result<Int, DbError> do
  let taken :: Result<List<Taken>, String> = Json.decode(states)
  let restored = as_before(tx, project_id, Result.unwrap_or(taken, []))?
  Activity.add(
    tx,
    author,
    List.map(restored, fn one ->
      Note {
        project_id: project_id,
        issue_id: one.before.id,
        action: "undone",
        before: shown(one.after),
        after: shown(one.before),
        comment: ""
      }
    end)
  )?
  Transport.publish(
    tx,
    List.map(restored, fn one -> IssueChanged(project_id, one.before.id, one.before.status) end)
  )?
  Ok(List.length(restored))
end

# Those that are what the change made of them.
fn as_before(
  tx :: Db,
  project_id :: String,
  taken :: List<Taken>
) -> Result<List<Taken>, DbError> do
  let ids = List.map(taken, fn one -> one.before.id end)
  Issues.lock(tx, ids)?
  let current :: List<State> = Db.all(tx, sql"SELECT ${columns()} FROM issues WHERE id IN ${ids}")?
  let by_id = List.index_by(current, fn state -> state.id end)
  let same = List.filter(taken, fn one ->
    Option.map_or(Map.fetch(by_id, one.after.id), false, fn state -> is_same(state, one.after) end)
  end)
  let elsewhere = hashes_elsewhere(tx, project_id, same)?
  Db.run_many(tx, same, fn one ->
    # The hash that an issue had, unless another one has it by now.
    let hash = if Set.contains(elsewhere, one.before.fingerprint_hash) do
      one.after.fingerprint_hash
    else
      one.before.fingerprint_hash
    end
    update(%{one.before | fingerprint_hash: hash}, None)
  end)?
  # What another issue has taken meanwhile stays with that.
  let led =
    List.flat_map(same, fn one -> List.map(one.hashes, fn led -> (one.before.id, led) end) end)
  Db.run_many(tx, led, fn((id, led)) -> sql"""
    INSERT INTO issue_hashes (project_id, fingerprint_hash, issue_id, grouping_version)
    VALUES (${project_id}, ${led.hash}, ${id}, ${led.version}) ON CONFLICT DO NOTHING
    """ end)?
  Ok(same)
end

# Events may have come in between: they count.
fn is_same(one :: State, other :: State) -> Bool do
  one == %{other | event_count: one.event_count, last_release: one.last_release}
end

fn hashes_elsewhere(
  tx :: Db,
  project_id :: String,
  taken :: List<Taken>
) -> Result<Set<String>, DbError> do
  let gone =
    List.filter(taken, fn one -> one.before.fingerprint_hash != one.after.fingerprint_hash end)
  let hashes = List.map(gone, fn one -> one.before.fingerprint_hash end)
  let found :: List<String> = Db.all(tx, sql"""
    SELECT fingerprint_hash FROM issues WHERE project_id = ${project_id} AND fingerprint_hash IN ${hashes}
    """)?
  Ok(Set.from_list(found))
end
