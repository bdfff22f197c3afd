##! What an event does to its issue: it is counted, and an issue that was put away may come back.

from Ingestion.Event import Event
from Storage.Activity import Note
from Storage.Steps import Step
import Ingestion.Versions
import Storage.Activity
import Storage.Steps

## An issue while a group of events is recorded.
pub struct IssueState do
  id :: String
  project_id :: String
  hash :: String
  ## Whether this group of events makes it, and the event that does.
  is_new :: Bool
  first :: Option<Event>
  ## What it is, and what it was before.
  status :: String
  was :: String
  ## Whether several fingerprints lead to it.
  is_shared :: Bool
  ## Its events before this group, and those of the group.
  before :: Int
  count :: Int
  ## When it was seen first, and by this group last.
  first_seen :: Int
  last_seen :: Int
  last_release :: String
  regressed_at :: Option<Int>
  rules :: Rules
end

## What brings an issue back that was put away.
pub struct Rules do
  resolved_in :: String
  resolved_in_next :: Bool
  archived_until :: Option<Int>
  archived_until_count :: Option<Int>
end

## What an event did.
pub struct Arrival do
  issue :: IssueState
  ## It had been resolved.
  regressed :: Bool
  ## It had been archived.
  returned :: Bool
end

struct KnownIssue do
  fingerprint_hash :: String
  id :: String
  status :: String
  event_count :: Int
  first_seen :: Int
  last_release :: String
  resolved_in :: String
  resolved_in_next :: Bool
  archived_until :: Option<Int>
  archived_until_count :: Option<Int>
end deriving(Row)

## The issues that hashes lead to, with the hashes.
pub fn of_hashes(
  tx :: Db,
  project :: String,
  hashes :: List<String>
) -> Result<List<(String, IssueState)>, DbError> do
  let rows :: List<KnownIssue> = Db.all(tx, sql"""
    SELECT h.fingerprint_hash, i.id, i.status, i.event_count, i.first_seen, i.last_release, i.resolved_in, i.resolved_in_next,
      i.archived_until, i.archived_until_count
    FROM issue_hashes h JOIN issues i ON i.id = h.issue_id
    WHERE h.project_id = ${project} AND h.fingerprint_hash IN ${hashes} AND i.deleted_at IS NULL
    """)?
  let times = List.frequencies(List.map(rows, fn row -> row.id end))
  Ok(List.map(rows, fn row ->
    (row.fingerprint_hash, known(project, row, Map.get_or(times, row.id, 1) > 1))
  end))
end

fn known(project :: String, row :: KnownIssue, is_shared :: Bool) -> IssueState do
  IssueState {
    id: row.id,
    project_id: project,
    hash: row.fingerprint_hash,
    is_new: false,
    first: None,
    status: row.status,
    was: row.status,
    is_shared: is_shared,
    before: row.event_count,
    count: 0,
    first_seen: row.first_seen,
    last_seen: 0,
    last_release: row.last_release,
    regressed_at: None,
    rules: Rules {
      resolved_in: row.resolved_in,
      resolved_in_next: row.resolved_in_next,
      archived_until: row.archived_until,
      archived_until_count: row.archived_until_count
    }
  }
end

## Whether a project has issues that older rules of grouping made.
pub fn has_older(tx :: Db, project :: String, version :: Int) -> Result<Bool, DbError> do
  let found :: Option<Int> = Db.first(tx, sql"""
    SELECT 1 FROM issues WHERE project_id = ${project} AND grouping_version < ${version} LIMIT 1
    """)?
  Ok(Option.is_some(found))
end

## A new issue, with its first event.
pub fn first(project :: String, hash :: String, event :: Event, at :: Int) -> IssueState do
  IssueState {
    id: Crypto.uuid7(),
    project_id: project,
    hash: hash,
    is_new: true,
    first: Some(event),
    status: "unresolved",
    was: "unresolved",
    is_shared: false,
    before: 0,
    count: 1,
    first_seen: at,
    last_seen: at,
    last_release: event.release,
    regressed_at: None,
    rules: Rules {
      resolved_in: "",
      resolved_in_next: false,
      archived_until: None,
      archived_until_count: None
    }
  }
end

## One more event.
pub fn next(issue :: IssueState, event :: Event, at :: Int) -> Arrival do
  let regressed = issue.status == "resolved" and reopens(issue, event)
  let returned = issue.status == "archived" and is_over(issue, at)
  let counted = %{issue |
    count: issue.count + 1,
    first_seen: Math.min(issue.first_seen, at),
    last_seen: Math.max(issue.last_seen, at),
    last_release: if event.release == "" do issue.last_release else event.release end,
    status: if regressed or returned do "unresolved" else issue.status end,
    regressed_at: if regressed do Some(at) else issue.regressed_at end
  }
  Arrival { issue: counted, regressed: regressed, returned: returned }
end

# An issue that is resolved in a release, or in the one after that, bears the events of programs that do not have it yet: of older
# releases, of those that name none, and, where names do not tell, of the one that it was seen in last.
fn reopens(issue :: IssueState, event :: Event) -> Bool do
  let (release, fixed) = (event.release, issue.rules.resolved_in)
  if issue.rules.resolved_in_next do
    release != "" and release != fixed and not Versions.is_older(release, fixed)
  else if fixed == "" or release == fixed do
    true
  else
    case Versions.compare(release, fixed) do
      Some(order) -> order >= 0
      None -> release != "" and release != issue.last_release
    end
  end
end

# The rules hold for the number of events with this one, and for the time.
fn is_over(issue :: IssueState, at :: Int) -> Bool do
  let by_count = Option.map(issue.rules.archived_until_count, fn most ->
    issue.before + issue.count + 1 >= most
  end)
  let by_time = Option.map(issue.rules.archived_until, fn until -> until <= at end)
  Option.unwrap_or(by_count, false) or Option.unwrap_or(by_time, false)
end

## What writes that issues came back. One that is not what it was any more was changed by somebody else meanwhile.
pub fn returned(issues :: List<IssueState>) -> List<Step> do
  let changed = List.map(issues, fn issue -> sql"""
    UPDATE issues SET status = ${issue.status}, regressed_at = coalesce(CAST(${issue.regressed_at} AS BIGINT), regressed_at),
      resolved_at = NULL, resolved_in = '', resolved_in_next = FALSE, archived_until = NULL, archived_until_count = NULL
    WHERE id = ${issue.id} AND status = ${issue.was}
    """ end)
  Steps.sure(changed) ++ Steps.loose(Activity.lines(Activity.mesher(), List.map(issues, note)))
end

fn note(issue :: IssueState) -> Note do
  Note {
    project_id: issue.project_id,
    issue_id: issue.id,
    action: if issue.was == "resolved" do "regressed" else "returned" end,
    before: json { status: issue.was },
    after: json { status: issue.status, release: issue.last_release },
    comment: ""
  }
end
