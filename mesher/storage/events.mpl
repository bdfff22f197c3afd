##! Recording events: what becomes of each is decided from two look-ups, then everything is written in one transaction.

from Alerts.Triggers import Happened
from Ingestion.Event import Event, grouping_version
from Storage.Values import Seen
from Streaming.News import News, EventNews
import Alerts.Triggers
import Storage.Issues
import Storage.Values
import Streaming.Transport

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
  statements :: List<Sql>
  outcomes :: List<Outcome>
end

## Records entries in one transaction, all or none: what became of each.
pub fn record(db :: Db, entries :: List<Entry>) -> Result<List<Outcome>, DbError> do
  Db.transaction(db, fn tx ->
    let start = Group { seen: Set.new(), issues: %{}, statements: [], outcomes: [] }
    let group = decide_all(tx, start, entries, 0)?
    for statement in group.statements do
      Db.run(tx, statement)?
    end
    Values.note(tx, seen(entries, group.outcomes))?
    Transport.publish(tx, List.filter_map(List.zip(entries, group.outcomes), news_of))?
    Triggers.recorded(tx, List.filter_map(List.zip(entries, group.outcomes), happened))?
    Ok(group.outcomes)
  end)
end

# What was stored, with the issues.
fn seen(entries :: List<Entry>, outcomes :: List<Outcome>) -> List<Seen> do
  List.filter_map(List.zip(entries, outcomes), fn pair ->
    case pair do
      (entry, Stored(change)) -> Some(Seen {
        project_id: entry.project_id,
        issue_id: change.issue_id,
        received_at: entry.received_at,
        event: entry.event
      })
      _ -> None
    end
  end)
end

# What rules of alerts look at.
fn happened((entry, outcome) :: (Entry, Outcome)) -> Option<Happened> do
  case outcome do
    Stored(change) -> Some(Happened {
      project_id: entry.project_id,
      issue_id: change.issue_id,
      event_id: entry.id,
      is_new: change.is_new,
      regressed: change.regressed,
      level: entry.event.level,
      environment: entry.event.environment,
      release: entry.event.release,
      tags: entry.event.tags
    })
    _ -> None
  end
end

# What those who watch are told of an entry.
fn news_of((entry, outcome) :: (Entry, Outcome)) -> Option<News> do
  case outcome do
    Stored(change) -> Some(EventStored(EventNews {
      project_id: entry.project_id,
      issue_id: change.issue_id,
      row_id: entry.id,
      received_at: entry.received_at,
      is_new: change.is_new,
      regressed: change.regressed
    }))
    _ -> None
  end
end

fn decide_all(tx :: Db, group :: Group, entries :: List<Entry>, at :: Int) -> Result<Group, DbError> do
  case List.at(entries, at) do
    None -> Ok(group)
    Some(entry) -> do
      let (project, hash) = (entry.project_id, Crypto.sha256(entry.event.fingerprint))
      let event_id = entry.event.id
      let stored :: Option<String> = Db.first(tx, sql"""
        SELECT row_id FROM event_ids WHERE project_id = ${project} AND event_id = ${event_id}
        """)?
      let issue :: Option<Known> = Db.first(tx, sql"""
        SELECT i.id, i.status FROM issue_hashes h JOIN issues i ON i.id = h.issue_id
        WHERE h.project_id = ${project} AND h.fingerprint_hash = ${hash}
        """)?
      decide_all(tx, decide(group, entry, hash, Option.is_some(stored), issue), entries, at + 1)
    end
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
  let (id, now, event) = (Crypto.uuid7(), entry.received_at, entry.event)
  let (project, hash) = key
  let insert = sql"""
    INSERT INTO issues (id, project_id, number, fingerprint, fingerprint_hash, grouping_version, title, level, event_count,
      first_seen, last_seen, search_text)
    VALUES (${id}, ${project}, (SELECT coalesce(max(number), 0) + 1 FROM issues WHERE project_id = ${project}),
      ${event.fingerprint}, ${hash}, ${grouping_version()}, ${event.title}, ${event.level}, 1, ${now}, ${now},
      ${Issues.searchable([event.title])})
    """
  let hashed = sql"""
    INSERT INTO issue_hashes (project_id, fingerprint_hash, issue_id, grouping_version)
    VALUES (${project}, ${hash}, ${id}, ${grouping_version()})
    """
  let issue = Known { id: id, status: "unresolved" }
  stored(group, entry, key, issue, [insert, hashed], Change { issue_id: id, is_new: true, regressed: false })
end

fn next_of_issue(group :: Group, entry :: Entry, key :: (String, String), known :: Known) -> Group do
  let regressed = known.status == "resolved"
  let issue = if regressed do %{known | status: "unresolved"} else known end
  let count = sql"""
    UPDATE issues SET event_count = event_count + 1, last_seen = CASE WHEN last_seen < ${entry.received_at} THEN ${entry.received_at} ELSE last_seen END, status = ${issue.status}
    WHERE id = ${issue.id}
    """
  stored(group, entry, key, issue, [count], Change { issue_id: issue.id, is_new: false, regressed: regressed })
end

fn stored(
  group :: Group,
  entry :: Entry,
  key :: (String, String),
  issue :: Known,
  statements :: List<Sql>,
  change :: Change
) -> Group do
  %{group |
    issues: Map.put(group.issues, key, issue),
    statements: group.statements ++ statements ++ [insert(entry, issue.id), remember(entry)],
    outcomes: List.append(group.outcomes, Stored(change))
  }
end

fn remember(entry :: Entry) -> Sql do
  sql"""
    INSERT INTO event_ids (project_id, event_id, row_id, received_at)
    VALUES (${entry.project_id}, ${entry.event.id}, ${entry.id}, ${entry.received_at})
    """
end

fn insert(entry :: Entry, issue_id :: String) -> Sql do
  let event = entry.event
  let occurred_at = Option.unwrap_or(event.occurred_at, entry.received_at)
  let body = Bytes.from_string(event.body)
  sql"""
    INSERT INTO events (id, event_id, project_id, issue_id, level, message, platform, environment, release, dist, transaction_name,
      user_label, tags, sdk_name, sdk_version, occurred_at, received_at, fingerprint, form, size, payload)
    VALUES (${entry.id}, ${event.id}, ${entry.project_id}, ${issue_id}, ${event.level}, ${event.message}, ${event.platform},
      ${event.environment}, ${event.release}, ${event.dist}, ${event.transaction_name}, ${event.user_label},
      ${Json.encode(event.tags)}, ${event.sdk_name}, ${event.sdk_version}, ${occurred_at}, ${entry.received_at},
      ${event.fingerprint}, ${event.form}, ${Bytes.length(body)}, ${body})
    """
end
