##! Recording events: what becomes of each is decided from a few look-ups for all of them, then everything is written in one
##! transaction, with few statements however many events there are.
##!
##! Several processes may do so on one PostgreSQL. Nobody waits for locks to find out what is there: what was looked up is checked
##! when it is written, and when another process was there in between the transaction is done again.

from Ingestion.Event import Event, grouping_version
from Storage.Arrivals import IssueState
from Storage.Entries import Change, Entry, Outcome
from Storage.Values import Known, Seen
from Streaming.News import News, EventNews
from Alerts.Triggers import Happened
import Alerts.Triggers
import Ingestion.Fingerprint
import Storage.Arrivals
import Storage.EventWrites
import Storage.Payload
import Storage.Releases
import Storage.Steps
import Storage.Values
import Streaming.Transport

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
  let users = new_users(tx, memory.users, group.stored)?
  let made = numbered(tx, List.filter(touched, fn issue -> issue.is_new end))?
  let grown = List.filter(touched, fn issue -> issue.count > 0 end)
  let values = Values.noted(memory.values, List.map(group.stored, seen_in))
  Steps.run(
    tx,
    EventWrites.steps(made, grown, group.hashes, users, group.stored) ++
      values.steps ++
      Steps.loose(Releases.seen(List.map(group.stored, released))) ++
      Steps.loose(Transport.published(List.flat_map(group.stored, news_of))),
    clash()
  )?
  Triggers.recorded(tx, List.filter_map(group.stored, happened))?
  let known_users = List.reduce(users, memory.users, Set.add)
  Ok((group.outcomes, Memory {
    users: bounded(known_users),
    values: values.known,
    current: current
  }))
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

@in_place
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
    Ok(List.sorted(List.reject(open, fn pair -> Set.contains(met, pair) end)))
  end
end

# New issues with their numbers and first events.
fn numbered(
  tx :: Db,
  issues :: List<IssueState>
) -> Result<List<(Int, IssueState, Event)>, DbError> do
  let groups = Map.to_list(List.group_by(issues, fn issue -> issue.project_id end))
  let by_project = List.sort_by(groups, fn((project, _)) -> project end)
  let all = List.try_map(by_project, fn((project, own)) ->
    let count = List.length(own)
    let last :: Int = Db.value(tx, sql"""
      INSERT INTO issue_numbers (project_id, last) VALUES (${project}, ${count})
      ON CONFLICT (project_id) DO UPDATE SET last = issue_numbers.last + excluded.last RETURNING last
      """)?
    let firsts =
      List.filter_map(own, fn issue -> Option.map(issue.first, fn event -> (issue, event) end) end)
    Ok(List.map(List.enumerate(firsts), fn((place, (issue, event))) ->
      (last - count + 1 + place, issue, event)
    end))
  end)?
  Ok(List.flatten(all))
end

# ---- what others note -------------------------------------------------------------------------------------------

fn seen_in(stored :: (Entry, Change)) -> Seen do
  let (entry, change) = stored
  Seen {
    project_id: entry.project_id,
    issue_id: change.issue_id,
    received_at: entry.received_at,
    event: entry.event,
    tags: entry.tags
  }
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
