##! The statements that write a group of events: whatever is written of issues, users and hours with them, each row in one order
##! everywhere, so that no process waits for one that waits for it.

from Ingestion.Event import Event, grouping_version
from Storage.Arrivals import IssueState
from Storage.Entries import Change, Entry
from Storage.Issues import searchable
from Storage.Steps import Step
import Storage.Arrivals
import Storage.Steps

## What is to be written: new issues with their numbers and first events, all issues that have more events now, hashes that lead to
## issues from now on (project, hash, issue), users that an issue meets for the first time (issue, user), and the events.
pub fn steps(
  made :: List<(Int, IssueState, Event)>,
  grown :: List<IssueState>,
  hashes :: List<(String, String, String)>,
  users :: List<(String, String)>,
  stored :: List<(Entry, Change)>
) -> List<Step> do
  let entries = List.sort_by(
    List.map(stored, fn((entry, _)) -> entry end),
    fn entry -> (entry.project_id, entry.event.id) end
  )
  let back = List.filter(grown, fn issue -> issue.status != issue.was end)
  List.flatten([
    Steps.loose(List.map(made, insert_issue)),
    # Before what belongs to issues: who merges some locks them first, too.
    Steps.sure(List.map(grown, grow)),
    Arrivals.returned(back),
    Steps.sure(List.map(List.sorted(hashes), lead)),
    Steps.sure(List.map(users, meet)),
    Steps.loose(count_users(users)),
    Steps.loose(List.map(stored, insert_event)),
    Steps.sure(List.map(entries, insert_id)),
    Steps.loose(count_hours(stored))
  ])
end

# An issue that is being deleted keeps its row for a while, and a merged one its name.
fn insert_issue(made :: (Int, IssueState, Event)) -> Sql do
  let (number, issue, event) = made
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
      CAST(${issue.first_seen} AS BIGINT), CAST(${issue.last_seen} AS BIGINT), ${event.culprit}, ${event.exception_type},
      ${String.slice(event.exception_value, 0, 1000)}, ${event.platform}, ${event.release}, ${event.release}, ${search}
    """
end

fn grow(issue :: IssueState) -> Sql do
  sql"""
    UPDATE issues SET event_count = event_count + ${issue.count},
      first_seen = CASE WHEN first_seen > ${issue.first_seen} THEN ${issue.first_seen} ELSE first_seen END,
      last_seen = CASE WHEN last_seen < ${issue.last_seen} THEN ${issue.last_seen} ELSE last_seen END,
      last_release = CASE WHEN ${issue.last_release} = '' THEN last_release ELSE ${issue.last_release} END
    WHERE id = ${issue.id} AND deleted_at IS NULL
    """
end

fn lead(way :: (String, String, String)) -> Sql do
  let (project, hash, issue) = way
  sql"""
    INSERT INTO issue_hashes (project_id, fingerprint_hash, issue_id, grouping_version)
    VALUES (${project}, ${hash}, ${issue}, ${grouping_version()})
    ON CONFLICT (project_id, fingerprint_hash) DO UPDATE SET issue_id = excluded.issue_id
    WHERE issue_hashes.issue_id IN (SELECT id FROM issues WHERE deleted_at IS NOT NULL)
    """
end

fn meet(pair :: (String, String)) -> Sql do
  let (issue, user) = pair
  sql"INSERT INTO issue_users (issue_id, user_hash) VALUES (${issue}, ${user}) ON CONFLICT (issue_id, user_hash) DO NOTHING"
end

fn count_users(users :: List<(String, String)>) -> List<Sql> do
  let met = List.sorted(Map.to_list(List.frequencies(List.map(users, fn((issue, _)) -> issue end))))
  List.map(met, fn((issue, count)) ->
    sql"UPDATE issues SET user_count = user_count + ${count} WHERE id = ${issue}"
  end)
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

fn insert_id(entry :: Entry) -> Sql do
  sql"""
    INSERT INTO event_ids (project_id, event_id, row_id, received_at)
    VALUES (${entry.project_id}, ${entry.event.id}, ${entry.id}, ${entry.received_at})
    ON CONFLICT (project_id, event_id) DO NOTHING
    """
end

fn count_hours(stored :: List<(Entry, Change)>) -> List<Sql> do
  let by_issue =
    List.frequencies(List.map(stored, fn((entry, change)) -> (change.issue_id, hour_of(entry)) end))
  let by_project = List.frequencies(List.map(stored, fn((entry, _)) ->
    (entry.project_id, hour_of(entry), entry.event.level)
  end))
  List.map(List.sorted(Map.to_list(by_issue)), count_issue) ++
    List.map(List.sorted(Map.to_list(by_project)), count_project)
end

fn count_issue(counted :: ((String, Int), Int)) -> Sql do
  let ((issue, hour), events) = counted
  sql"""
    INSERT INTO issue_hours (issue_id, hour, events) VALUES (${issue}, ${hour}, ${events})
    ON CONFLICT (issue_id, hour) DO UPDATE SET events = issue_hours.events + excluded.events
    """
end

fn count_project(counted :: ((String, Int, String), Int)) -> Sql do
  let ((project, hour, level), events) = counted
  sql"""
    INSERT INTO project_hours (project_id, hour, level, events) VALUES (${project}, ${hour}, ${level}, ${events})
    ON CONFLICT (project_id, hour, level) DO UPDATE SET events = project_hours.events + excluded.events
    """
end

fn hour_of(entry :: Entry) -> Int = entry.received_at / 3600000000
