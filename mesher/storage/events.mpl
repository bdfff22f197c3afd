##! Recording events: what becomes of each is decided from a few look-ups for all of them, then everything is written in one
##! transaction, with few statements however many events there are.
##!
##! Several processes may do so on one PostgreSQL. Nobody waits for locks to find out what is there: what was looked up is checked
##! when it is written, and when another process was there in between the transaction is done again.

from Ingestion.Event import Event, grouping_version
from Storage.Arrivals import IssueState
from Storage.Issues import searchable
from Storage.Values import Known, Seen
from Streaming.News import News, EventNews
from Alerts.Triggers import Happened
import Alerts.Triggers
import Ingestion.Fingerprint
import Storage.Arrivals
import Storage.Payload
import Storage.Values
import Storage.Releases
import Streaming.Transport

## An event that is to be recorded.
pub struct Entry do
  ## The id of its row.
  id :: String
  project_id :: String
  ## Without its body, which is in `payload`, and its tags.
  event :: Event
  ## The tags as JSON.
  tags :: String
  ## Of the fingerprint.
  hash :: String
  ## Of what names the user; "" when nothing does.
  user_hash :: String
  received_at :: Int
  form :: String
  size :: Int
  payload :: Bytes
end

## What became of it.
pub type Outcome do
  Stored(Change)
  ## Its issue takes no more events.
  Discarded
  ## An event of that id was there already.
  Duplicate
  ## There is no room for it at this moment.
  Full
  Failed(String)
end deriving(Debug)

pub struct Change do
  issue_id :: String
  is_new :: Bool
  ## The issue had been resolved.
  regressed :: Bool
  ## The issue had been archived, until so many events or a time.
  returned :: Bool
end deriving(Debug)

## What is in the tables already, as far as somebody knows: it need not be written again.
pub struct Memory do
  # Issues and hashes of users.
  users :: Set<(String, String)>
  values :: Known
  # Projects whose issues were all grouped by the newest rules.
  current :: Set<String>
end

pub fn empty_memory() -> Memory =
  Memory { users: Set.new(), values: Values.nothing_known(), current: Set.new() }

# So many pairs are remembered of each kind.
fn most_remembered() -> Int = 20000

## An event as it is recorded, with its body made small.
pub fn entry(project_id :: String, event :: Event, received_at :: Int) -> Entry do
  let (form, payload) = Payload.packed(event.form, event.body)
  Entry {
    id: Crypto.uuid7(),
    project_id: project_id,
    event: %{event | body: "", tags: JsonNull},
    tags: Json.encode(event.tags),
    hash: Crypto.sha256(event.fingerprint),
    user_hash: if event.user_label == "" do "" else Crypto.sha256(event.user_label) end,
    received_at: received_at,
    form: form,
    size: String.byte_length(event.body),
    payload: payload
  }
end

# Entries under way: what earlier ones of the group did counts as done.
struct Group do
  # By project and event id.
  seen :: Set<(String, String)>
  # By project and hash of the fingerprint.
  issues :: Map<(String, String), IssueState>
  # Hashes that are to lead to issues from now on.
  hashes :: List<(String, String, String)>
  stored :: List<(Entry, Change)>
  outcomes :: List<Outcome>
end

## Records entries in one transaction, all or none: what became of each, and what is known behind it.
pub fn record(
  db :: Db,
  memory :: Memory,
  entries :: List<Entry>
) -> Result<(List<Outcome>, Memory), DbError> do
  attempt(db, memory, entries, 1)
end

# Others on the same database may have been quicker.
fn attempt(
  db :: Db,
  memory :: Memory,
  entries :: List<Entry>,
  number :: Int
) -> Result<(List<Outcome>, Memory), DbError> do
  case Db.transaction(db, fn tx -> recorded(tx, memory, entries) end) do
    Err(Other(code, _)) when code == clash() and number < 10 ->
      attempt(db, memory, entries, number + 1)
    # A row that another process wrote first.
    Err(Constraint(Unique, _)) when number < 3 -> attempt(db, memory, entries, number + 1)
    Err(Constraint(ForeignKey, _)) when number < 3 -> attempt(db, memory, entries, number + 1)
    outcome -> outcome
  end
end

fn clash() -> String = "clash"

# Whether as many rows were changed as there should be.
fn all_of<T>(items :: List<T>, changed :: Int) -> Result<(), DbError> do
  if changed == List.length(items) do
    Ok(())
  else
    Err(Other(clash(), "another process was quicker"))
  end
end

fn recorded(
  tx :: Db,
  memory :: Memory,
  entries :: List<Entry>
) -> Result<(List<Outcome>, Memory), DbError> do
  let by_project = Map.to_list(List.group_by(entries, fn entry -> entry.project_id end))
  let seen = List.try_reduce(by_project, Set.new(), fn done, (project, own) ->
    known_ids(tx, done, project, own)
  end)?
  let issues = List.try_reduce(by_project, %{}, fn done, (project, own) ->
    known_issues(tx, done, project, hashes_of(own))
  end)?
  let (inherited, current) = heirs(tx, memory.current, by_project, issues)?
  let start = Group {
    seen: seen,
    issues: inherited.issues,
    hashes: inherited.hashes,
    stored: [],
    outcomes: []
  }
  let group = List.reduce(entries, start, decide)
  let touched = List.sort_by(
    List.unique_by(Map.values(group.issues), fn issue -> issue.id end),
    fn issue -> issue.id end
  )
  create(tx, List.filter(touched, fn issue -> issue.is_new end))?
  # Before what belongs to issues: who merges some locks them first, too.
  update(tx, List.filter(touched, fn issue -> issue.count > 0 end))?
  lead(tx, group.hashes)?
  let users = new_users(tx, memory.users, group.stored)?
  count_users(tx, users)?
  insert(tx, group.stored)?
  count_hours(tx, group.stored)?
  let values = note(tx, memory.values, group.stored)?
  Releases.seen(tx, List.map(group.stored, released))?
  Triggers.recorded(tx, List.filter_map(group.stored, happened))?
  Transport.publish(tx, List.flat_map(group.stored, news_of))?
  let known_users = List.reduce(users, memory.users, Set.add)
  Ok((group.outcomes, Memory { users: bounded(known_users), values: values, current: current }))
end

fn released(stored :: (Entry, Change)) -> Releases.Seen do
  let (entry, change) = stored
  Releases.Seen {
    project_id: entry.project_id,
    version: entry.event.release,
    issue_id: change.issue_id,
    regressed: change.regressed,
    at: entry.received_at
  }
end

fn bounded<T>(known :: Set<T>) -> Set<T> where T: Hash do
  if Set.size(known) > most_remembered() do Set.new() else known end
end

# ---- looking up -------------------------------------------------------------------------------------------------

fn hashes_of(entries :: List<Entry>) -> List<String> do
  List.unique_by(List.map(entries, fn entry -> entry.hash end), fn hash -> hash end)
end

fn known_ids(
  tx :: Db,
  done :: Set<(String, String)>,
  project :: String,
  entries :: List<Entry>
) -> Result<Set<(String, String)>, DbError> do
  let wanted = List.map(entries, fn entry -> entry.event.id end)
  let found :: List<String> = Db.all(tx, sql"""
    SELECT event_id FROM event_ids WHERE project_id = ${project} AND event_id IN ${wanted}
    """)?
  Ok(List.reduce(found, done, fn known, id -> Set.add(known, (project, id)) end))
end

fn known_issues(
  tx :: Db,
  done :: Map<(String, String), IssueState>,
  project :: String,
  hashes :: List<String>
) -> Result<Map<(String, String), IssueState>, DbError> do
  let found = Arrivals.of_hashes(tx, project, hashes)?
  Ok(List.reduce(found, done, fn known, (hash, issue) ->
    Map.put(known, (project, hash), issue)
  end))
end

# What older rules lead to.
struct Heirs do
  issues :: Map<(String, String), IssueState>
  hashes :: List<(String, String, String)>
end

# Issues that older rules of grouping made take the events whose fingerprint nobody knows, where they match by those rules.
fn heirs(
  tx :: Db,
  current :: Set<String>,
  by_project :: List<(String, List<Entry>)>,
  issues :: Map<(String, String), IssueState>
) -> Result<(Heirs, Set<String>), DbError> do
  let start = (Heirs { issues: issues, hashes: [] }, current)
  List.try_reduce(by_project, start, fn (found, known), (project, entries) ->
    let unseen =
      List.filter(entries, fn entry -> not Map.has_key(found.issues, (project, entry.hash)) end)
    if List.is_empty(unseen) or Set.contains(known, project) do
      Ok((found, known))
    else if not Arrivals.has_older(tx, project, grouping_version())? do
      Ok((found, Set.add(known, project)))
    else
      let firsts = List.unique_by(unseen, fn entry -> entry.hash end)
      let all = List.try_reduce(firsts, found, fn done, entry -> heir(tx, done, entry) end)?
      Ok((all, known))
    end
  end)
end

fn heir(tx :: Db, found :: Heirs, entry :: Entry) -> Result<Heirs, DbError> do
  let older = Fingerprint.older(entry.event.form, Payload.text(entry.form, entry.payload))
  let hashes = List.map(older, Crypto.sha256)
  let known = Map.from_list(Arrivals.of_hashes(tx, entry.project_id, hashes)?)
  case List.find_map(hashes, fn hash -> Map.fetch(known, hash) end) do
    None -> Ok(found)
    Some(issue) -> do
      let shared = %{issue | is_shared: true}
      let others = Map.transform(found.issues, fn other ->
        if other.id == issue.id do shared else other end
      end)
      Ok(Heirs {
        issues: Map.put(others, (entry.project_id, entry.hash), shared),
        hashes: List.append(found.hashes, (entry.project_id, entry.hash, issue.id))
      })
    end
  end
end

# ---- deciding ---------------------------------------------------------------------------------------------------

fn decide(group :: Group, entry :: Entry) -> Group do
  let (event_key, key) = ((entry.project_id, entry.event.id), (entry.project_id, entry.hash))
  if Set.contains(group.seen, event_key) do
    %{group | outcomes: List.append(group.outcomes, Duplicate)}
  else
    let seen = %{group | seen: Set.add(group.seen, event_key)}
    case Map.fetch(group.issues, key) do
      None -> do
        let issue = Arrivals.first(entry.project_id, entry.hash, entry.event, entry.received_at)
        let linked = %{seen |
          hashes: List.append(seen.hashes, (entry.project_id, entry.hash, issue.id))
        }
        stored(linked, entry, key, issue, Change {
          issue_id: issue.id,
          is_new: true,
          regressed: false,
          returned: false
        })
      end
      Some(issue) when issue.status == "discarded" ->
        %{seen | outcomes: List.append(seen.outcomes, Discarded)}
      Some(issue) -> do
        let arrival = Arrivals.next(issue, entry.event, entry.received_at)
        let change = Change {
          issue_id: issue.id,
          is_new: false,
          regressed: arrival.regressed,
          returned: arrival.returned
        }
        stored(seen, entry, key, arrival.issue, change)
      end
    end
  end
end

fn stored(
  group :: Group,
  entry :: Entry,
  key :: (String, String),
  issue :: IssueState,
  change :: Change
) -> Group do
  # Several fingerprints may lead to one issue: all of them see what this one did.
  let shared = if issue.is_shared do
    Map.transform(group.issues, fn other -> if other.id == issue.id do issue else other end end)
  else
    group.issues
  end
  %{group |
    issues: Map.put(shared, key, issue),
    stored: List.append(group.stored, (entry, change)),
    outcomes: List.append(group.outcomes, Stored(change))
  }
end

# ---- writing ----------------------------------------------------------------------------------------------------

fn create(tx :: Db, issues :: List<IssueState>) -> Result<(), DbError> do
  let groups = Map.to_list(List.group_by(issues, fn issue -> issue.project_id end))
  let by_project = List.sort_by(groups, fn((project, _)) -> project end)
  for (project, own) in by_project do
    let count = List.length(own)
    let last :: Int = Db.value(tx, sql"""
      INSERT INTO issue_numbers (project_id, last) VALUES (${project}, ${count})
      ON CONFLICT (project_id) DO UPDATE SET last = issue_numbers.last + excluded.last RETURNING last
      """)?
    let firsts =
      List.filter_map(own, fn issue -> Option.map(issue.first, fn event -> (issue, event) end) end)
    Db.run_many(tx, List.enumerate(firsts), fn((place, (issue, event))) ->
      insert_issue(last - count + 1 + place, issue, event)
    end)?
  end
  Ok(())
end

# An issue that is being deleted keeps its row for a while, and a merged one its name.
fn insert_issue(number :: Int, issue :: IssueState, event :: Event) -> Sql do
  let project = issue.project_id
  let search = searchable([event.title, event.culprit, event.exception_type, event.exception_value])
  sql"""
    INSERT INTO issues (id, project_id, number, fingerprint, fingerprint_hash, grouping_version, grouping_rule, title, level,
      status, event_count, first_seen, last_seen, culprit, exception_type, exception_value, platform, first_release, last_release,
      search_text)
    SELECT ${issue.id}, ${project}, CAST(${number} AS BIGINT), ${event.fingerprint},
      CASE WHEN EXISTS (SELECT 1 FROM issues o WHERE o.project_id = ${project} AND o.fingerprint_hash = ${issue.hash})
        THEN ${issue.id} ELSE ${issue.hash} END,
      CAST(${grouping_version()} AS BIGINT), ${event.grouping_rule}, ${event.title}, ${event.level}, 'unresolved', 0,
      CAST(${issue.last_seen} AS BIGINT), CAST(${issue.last_seen} AS BIGINT), ${event.culprit}, ${event.exception_type},
      ${String.slice(event.exception_value, 0, 1000)}, ${event.platform}, ${event.release}, ${event.release}, ${search}
    """
end

# Rows go in one order, here and below, so that no process waits for one that waits for it.
fn lead(tx :: Db, hashes :: List<(String, String, String)>) -> Result<(), DbError> do
  let ordered = List.sorted(hashes)
  let linked = Db.run_many(tx, ordered, fn((project, hash, issue)) -> sql"""
    INSERT INTO issue_hashes (project_id, fingerprint_hash, issue_id, grouping_version)
    VALUES (${project}, ${hash}, ${issue}, ${grouping_version()})
    ON CONFLICT (project_id, fingerprint_hash) DO UPDATE SET issue_id = excluded.issue_id
    WHERE issue_hashes.issue_id IN (SELECT id FROM issues WHERE deleted_at IS NOT NULL)
    """ end)?
  all_of(ordered, linked)
end

# Issues and users that met for the first time.
fn new_users(
  tx :: Db,
  known :: Set<(String, String)>,
  stored :: List<(Entry, Change)>
) -> Result<List<(String, String)>, DbError> do
  let named = List.filter(stored, fn((entry, _)) -> entry.user_hash != "" end)
  let pairs = List.unique_by(
    List.map(named, fn((entry, change)) -> (change.issue_id, entry.user_hash) end),
    fn pair -> pair end
  )
  let open = List.reject(pairs, fn pair -> Set.contains(known, pair) end)
  if List.is_empty(open) do
    Ok([])
  else
    let hashes = List.map(open, fn((_, user)) -> user end)
    let issues = List.unique_by(List.map(open, fn((issue, _)) -> issue end), fn issue -> issue end)
    let found :: List<(String, String)> = Db.all(tx, sql"""
      SELECT issue_id, user_hash FROM issue_users WHERE issue_id IN ${issues} AND user_hash IN ${hashes}
      """)?
    let met = Set.from_list(found)
    let added = List.sorted(List.reject(open, fn pair -> Set.contains(met, pair) end))
    let written = Db.run_many(tx, added, fn((issue, user)) ->
      sql"INSERT INTO issue_users (issue_id, user_hash) VALUES (${issue}, ${user}) ON CONFLICT (issue_id, user_hash) DO NOTHING"
    end)?
    all_of(added, written)?
    Ok(added)
  end
end

fn update(tx :: Db, issues :: List<IssueState>) -> Result<(), DbError> do
  let changed = Db.run_many(tx, issues, fn issue -> sql"""
    UPDATE issues SET event_count = event_count + ${issue.count},
      last_seen = CASE WHEN last_seen < ${issue.last_seen} THEN ${issue.last_seen} ELSE last_seen END,
      last_release = CASE WHEN ${issue.last_release} = '' THEN last_release ELSE ${issue.last_release} END
    WHERE id = ${issue.id} AND deleted_at IS NULL
    """ end)?
  all_of(issues, changed)?
  Arrivals.return(tx, List.filter(issues, fn issue -> issue.status != issue.was end), clash())
end

fn count_users(tx :: Db, users :: List<(String, String)>) -> Result<(), DbError> do
  let met = List.sorted(Map.to_list(List.frequencies(List.map(users, fn((issue, _)) -> issue end))))
  Db.run_many(tx, met, fn((issue, count)) ->
    sql"UPDATE issues SET user_count = user_count + ${count} WHERE id = ${issue}"
  end)?
  Ok(())
end

fn insert(tx :: Db, stored :: List<(Entry, Change)>) -> Result<(), DbError> do
  Db.run_many(tx, stored, insert_event)?
  let entries = List.sort_by(
    List.map(stored, fn((entry, _)) -> entry end),
    fn entry -> (entry.project_id, entry.event.id) end
  )
  let written = Db.run_many(tx, entries, fn entry -> sql"""
    INSERT INTO event_ids (project_id, event_id, row_id, received_at)
    VALUES (${entry.project_id}, ${entry.event.id}, ${entry.id}, ${entry.received_at})
    ON CONFLICT (project_id, event_id) DO NOTHING
    """ end)?
  all_of(entries, written)
end

fn insert_event(stored :: (Entry, Change)) -> Sql do
  let (entry, change) = stored
  let event = entry.event
  let occurred_at = Option.unwrap_or(event.occurred_at, entry.received_at)
  sql"""
    INSERT INTO events (id, event_id, project_id, issue_id, level, message, platform, environment, release, dist,
      transaction_name, user_label, tags, sdk_name, sdk_version, occurred_at, received_at, fingerprint, form, size, payload)
    VALUES (${entry.id}, ${event.id}, ${entry.project_id}, ${change.issue_id}, ${event.level}, ${event.message},
      ${event.platform}, ${event.environment}, ${event.release}, ${event.dist}, ${event.transaction_name}, ${event.user_label},
      ${entry.tags}, ${event.sdk_name}, ${event.sdk_version}, ${occurred_at}, ${entry.received_at},
      ${event.fingerprint}, ${entry.form}, ${entry.size}, ${entry.payload})
    """
end

fn count_hours(tx :: Db, stored :: List<(Entry, Change)>) -> Result<(), DbError> do
  let by_issue =
    List.frequencies(List.map(stored, fn((entry, change)) -> (change.issue_id, hour_of(entry)) end))
  Db.run_many(tx, List.sorted(Map.to_list(by_issue)), fn(((issue, hour), events)) -> sql"""
    INSERT INTO issue_hours (issue_id, hour, events) VALUES (${issue}, ${hour}, ${events})
    ON CONFLICT (issue_id, hour) DO UPDATE SET events = issue_hours.events + excluded.events
    """ end)?
  let by_project = List.frequencies(List.map(stored, fn((entry, _)) ->
    (entry.project_id, hour_of(entry), entry.event.level)
  end))
  Db.run_many(tx, List.sorted(Map.to_list(by_project)), fn(((project, hour, level), events)) ->
    sql"""
    INSERT INTO project_hours (project_id, hour, level, events) VALUES (${project}, ${hour}, ${level}, ${events})
    ON CONFLICT (project_id, hour, level) DO UPDATE SET events = project_hours.events + excluded.events
    """
  end)?
  Ok(())
end

fn hour_of(entry :: Entry) -> Int = entry.received_at / 3600000000

# ---- what others note -------------------------------------------------------------------------------------------

fn note(tx :: Db, known :: Known, stored :: List<(Entry, Change)>) -> Result<Known, DbError> do
  let seen = List.map(stored, fn((entry, change)) ->
    Seen {
      project_id: entry.project_id,
      issue_id: change.issue_id,
      received_at: entry.received_at,
      event: entry.event,
      tags: entry.tags
    }
  end)
  Values.note(tx, known, seen)
end

# What rules may wait for.
fn happened(stored :: (Entry, Change)) -> Option<Happened> do
  let (entry, change) = stored
  if not (change.is_new or change.regressed) do
    None
  else
    Some(Happened {
      project_id: entry.project_id,
      issue_id: change.issue_id,
      event_id: entry.id,
      is_new: change.is_new,
      regressed: change.regressed,
      level: entry.event.level,
      environment: entry.event.environment,
      release: entry.event.release,
      tags: Result.unwrap_or(Json.parse(entry.tags), JsonNull)
    })
  end
end

# What those who watch are told.
fn news_of(stored :: (Entry, Change)) -> List<News> do
  let (entry, change) = stored
  let event = EventStored(EventNews {
    project_id: entry.project_id,
    issue_id: change.issue_id,
    row_id: entry.id,
    received_at: entry.received_at,
    is_new: change.is_new,
    regressed: change.regressed
  })
  if change.returned do
    [event, IssueChanged(entry.project_id, change.issue_id, "unresolved")]
  else
    [event]
  end
end
