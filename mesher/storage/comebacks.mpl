##! Archived issues that come back by themselves: their time has come, or they happen much more often.

from Storage.Activity import Note
from Storage.Clock import now
from Streaming.News import News
import Storage.Activity
import Storage.Dashboard
import Streaming.Transport

struct Back do
  id :: String
  project_id :: String
end deriving(Row)

## Brings back whose time has come, then those of which the events of the last hour are more than ten, and more than ten times
## their
## hourly average of the last week. Gives how many the latter were.
pub fn run(db :: Db) -> Result<Int, DbError> do
  let escalated = Db.transaction(db, fn tx ->
    told(tx, due(tx)?, "unresolved")?
    told(tx, spikes(tx)?, "escalated")
  end)?
  Transport.wake()
  Ok(escalated)
end

fn told(tx :: Db, issues :: List<Back>, action :: String) -> Result<Int, DbError> do
  let (before, behind) = (json { status: "archived" }, json { status: "unresolved" })
  Activity.add(
    tx,
    Activity.mesher(),
    List.map(issues, fn issue ->
      Note {
        project_id: issue.project_id,
        issue_id: issue.id,
        action: action,
        before: before,
        after: behind,
        comment: ""
      }
    end)
  )?
  Transport.publish(
    tx,
    List.map(issues, fn issue -> IssueChanged(issue.project_id, issue.id, action) end)
  )?
  Ok(List.length(issues))
end

fn due(tx :: Db) -> Result<List<Back>, DbError> do
  Db.all(tx, sql"""
    UPDATE issues SET status = 'unresolved', archived_until = NULL
    WHERE status = 'archived' AND archived_until <= ${now()} AND deleted_at IS NULL RETURNING id, project_id
    """)
end

# Whole hours are counted already; the one in which the week began is not whole. Few issues have had enough events to be looked
# at.
fn spikes(tx :: Db) -> Result<List<Back>, DbError> do
  let (time, hour) = (now(), Dashboard.this_hour())
  let (hour_ago, week_ago) = (time - Dashboard.hour_micros(), time - 168 * Dashboard.hour_micros())
  let week = sql"""
    ((SELECT coalesce(sum(h.events), 0) FROM issue_hours h WHERE h.issue_id = issues.id AND h.hour > ${hour - 168})
      + (SELECT count(*) FROM events e WHERE e.issue_id = issues.id AND e.received_at > ${week_ago}
        AND e.received_at < ${(hour - 167) * Dashboard.hour_micros()}))
    """
  # Whole numbers are divided: sums are decimal on PostgreSQL.
  let average = sql"(CAST(${week} AS BIGINT) / 168 * 10)"
  Db.all(tx, sql"""
    UPDATE issues SET status = 'unresolved'
    WHERE status = 'archived' AND archived_for_ever = FALSE AND archived_until IS NULL AND archived_until_count IS NULL
      AND deleted_at IS NULL
      AND (SELECT coalesce(sum(h.events), 0) FROM issue_hours h WHERE h.issue_id = issues.id AND h.hour >= ${hour - 1}) > 10
      AND (SELECT count(*) FROM events e WHERE e.issue_id = issues.id AND e.received_at > ${hour_ago})
        > CASE WHEN ${average} > 10 THEN ${average} ELSE 10 END
    RETURNING id, project_id
    """)
end
