##! Recording events: what becomes of each is decided from two look-ups, then everything is written in one transaction.

from Ingestion.Event import Event, grouping_version

## An event that is to be recorded.
pub struct Entry do
  ## The id of its row.
  id :: String
  project_id :: String
  event :: Event
  received_at :: Int
end deriving(Debug)

## What became of it.
pub type Outcome do
  Stored(Change)
  ## Its issue takes no more events.
  Discarded
  ## An event of that id was there already.
  Duplicate
  Failed(String)
end deriving(Debug)

pub struct Change do
  issue_id :: String
  is_new :: Bool
  ## The issue had been resolved.
  regressed :: Bool
end deriving(Debug)

struct Known do
  id :: String
  status :: String
end deriving(Row)

# Entries under way: what earlier ones of the group did counts as done.
struct Group do
  # By project and event id.
  seen :: Set<(String, String)>
  # By project and hash of the fingerprint.
  issues :: Map<(String, String), Known>
  statements :: List<Statement>
  outcomes :: List<Outcome>
end

## Records entries in one transaction, all or none: what became of each. Nobody else may write meanwhile.
pub fn record(db :: SqliteConn, entries :: List<Entry>) -> Result<List<Outcome>, String> do
  let hashes = List.map(entries, fn entry -> Crypto.sha256(entry.event.fingerprint) end)
  let found = Sqlite.query_all(db, List.flat_map(List.zip(entries, hashes), look_ups))?
  let start = Group { seen: Set.new(), issues: %{}, statements: [], outcomes: [] }
  let group = decide_all(start, entries, hashes, found, 0)?
  Sqlite.execute_all(db, group.statements)?
  Ok(group.outcomes)
end

fn look_ups(pair :: (Entry, String)) -> List<Statement> do
  let (entry, hash) = pair
  [
    Statement {
      sql: "SELECT id FROM events WHERE project_id = ? AND event_id = ?",
      params: [entry.project_id, entry.event.id]
    },
    Statement {
      sql: "SELECT id, status FROM issues WHERE project_id = ? AND fingerprint_hash = ?",
      params: [entry.project_id, hash]
    }
  ]
end

fn decide_all(
  group :: Group,
  entries :: List<Entry>,
  hashes :: List<String>,
  found :: List<List<Map<String, String>>>,
  at :: Int
) -> Result<Group, String> do
  case List.at(entries, at) do
    None -> Ok(group)
    Some(entry) -> do
      let stored = not List.is_empty(List.get(found, 2 * at))
      let issue = known_issue(List.get(found, 2 * at + 1))?
      decide_all(decide(group, entry, List.get(hashes, at), stored, issue), entries, hashes, found, at + 1)
    end
  end
end

fn known_issue(rows :: List<Map<String, String>>) -> Result<Option<Known>, String> do
  case rows do
    [] -> Ok(None)
    row :: _ -> Result.map(Known.from_row(row), fn issue -> Some(issue) end)
  end
end

fn decide(group :: Group, entry :: Entry, hash :: String, stored :: Bool, issue :: Option<Known>) -> Group do
  let (event_key, issue_key) = ((entry.project_id, entry.event.id), (entry.project_id, hash))
  if stored or Set.contains(group.seen, event_key) do
    %{group | outcomes: List.append(group.outcomes, Duplicate)}
  else
    let seen = %{group | seen: Set.add(group.seen, event_key)}
    case Option.or(Map.fetch(group.issues, issue_key), issue) do
      None -> first_of_issue(seen, entry, issue_key)
      Some(known) when known.status == "discarded" -> %{seen | outcomes: List.append(seen.outcomes, Discarded)}
      Some(known) -> next_of_issue(seen, entry, issue_key, known)
    end
  end
end

fn first_of_issue(group :: Group, entry :: Entry, key :: (String, String)) -> Group do
  let (id, now, event) = (Crypto.uuid7(), "${entry.received_at}", entry.event)
  let sql = """
    INSERT INTO issues (id, project_id, fingerprint, fingerprint_hash, grouping_version, title, level, event_count,
      first_seen, last_seen)
    VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
    """
  let (project, hash) = key
  let row = [id, project, event.fingerprint, hash, "${grouping_version()}", event.title, event.level, now, now]
  let issue = Known { id: id, status: "unresolved" }
  stored(group, entry, key, issue, Statement { sql: sql, params: row }, Change { issue_id: id, is_new: true, regressed: false })
end

fn next_of_issue(group :: Group, entry :: Entry, key :: (String, String), known :: Known) -> Group do
  let regressed = known.status == "resolved"
  let issue = if regressed do %{known | status: "unresolved"} else known end
  let sql = "UPDATE issues SET event_count = event_count + 1, last_seen = max(last_seen, ?), status = ? WHERE id = ?"
  let count = Statement { sql: sql, params: ["${entry.received_at}", issue.status, issue.id] }
  stored(group, entry, key, issue, count, Change { issue_id: issue.id, is_new: false, regressed: regressed })
end

fn stored(
  group :: Group,
  entry :: Entry,
  key :: (String, String),
  issue :: Known,
  statement :: Statement,
  change :: Change
) -> Group do
  %{group |
    issues: Map.put(group.issues, key, issue),
    statements: group.statements ++ [statement, insert(entry, issue.id)],
    outcomes: List.append(group.outcomes, Stored(change))
  }
end

fn insert(entry :: Entry, issue_id :: String) -> Statement do
  let event = entry.event
  let sql = """
    INSERT INTO events (id, event_id, project_id, issue_id, level, message, fingerprint, exception, stacktrace,
      breadcrumbs, tags, extra, user_context, sdk_name, sdk_version, environment, release, platform, payload,
      occurred_at, received_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, nullif(?, 'null'), nullif(?, 'null'), nullif(?, 'null'), ?, ?, nullif(?, 'null'),
      ?, ?, ?, ?, ?, ?, ?, ?)
    """
  let parts = [event.exception, event.stacktrace, event.breadcrumbs, event.tags, event.extra, event.user_context]
  let row = List.flatten([
    [entry.id, event.id, entry.project_id, issue_id, event.level, event.message, event.fingerprint],
    List.map(parts, Json.encode),
    [event.sdk_name, event.sdk_version, event.environment, event.release, event.platform, Json.encode(event.payload)],
    ["${Option.unwrap_or(event.occurred_at, entry.received_at)}", "${entry.received_at}"]
  ])
  Statement { sql: sql, params: row }
end
