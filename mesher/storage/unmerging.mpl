##! Hashes of an issue that are an issue of their own after all.

from Ingestion.Sentry import Origin
from Storage.Activity import Author, Note
from Storage.EventPages import Kept
from Streaming.News import News
import Ingestion.Native
import Ingestion.Sentry
import Storage.Activity
import Storage.EventPages
import Storage.Issues
import Streaming.Transport

# A statement that moves a million events takes its time.
fn patience() -> Int = 600000

struct Counts do
  events :: Int
  first_seen :: Int
  last_seen :: Int
end deriving(Row)

## Makes hashes of an issue an issue of their own, with their events: its id, or why that cannot be. Values that searches look for
## are those of the whole for both.
pub fn unmerge(
  db :: Db,
  project_id :: String,
  author :: Author,
  issue_id :: String,
  hashes :: List<String>
) -> Result<Result<String, String>, DbError> do
  let made = Db.transaction(Db.with_timeout(db, patience()), fn tx ->
    split(tx, project_id, author, issue_id, hashes)
  end)?
  Transport.wake()
  Ok(made)
end

fn split(
  tx :: Db,
  project_id :: String,
  author :: Author,
  issue_id :: String,
  hashes :: List<String>
) -> Result<Result<String, String>, DbError> do
  let number = Issues.next_number(tx, project_id)?
  Issues.lock(tx, [issue_id])?
  let all = Issues.hashes(tx, issue_id)?
  let wanted = List.unique(List.filter(hashes, fn hash -> List.contains(all, hash) end))
  if List.length(wanted) < List.length(List.unique(hashes)) do
    Ok(Err("a hash does not lead to this issue"))
  else if List.length(wanted) == List.length(all) do
    Ok(Err("one hash has to stay"))
  else
    let known :: List<String> =
      Db.all(tx, sql"SELECT DISTINCT fingerprint FROM events WHERE issue_id = ${issue_id}")?
    let own =
      List.filter(known, fn fingerprint -> List.contains(wanted, Crypto.sha256(fingerprint)) end)
    let newest :: Option<String> = Db.first(tx, sql"""
      SELECT id FROM events WHERE issue_id = ${issue_id} AND fingerprint IN ${own} ORDER BY received_at DESC, id DESC LIMIT 1
      """)?
    case Option.map(newest, fn id -> EventPages.find(tx, id) end) do
      None -> Ok(Err("no event of these hashes is kept"))
      Some(found) ->
        case found? do
          None -> Ok(Err("no event of these hashes is kept"))
          Some(event) ->
            Result.map(move(tx, project_id, number, author, issue_id, event, wanted, own), fn id ->
              Ok(id)
            end)
        end
    end
  end
end

fn move(
  tx :: Db,
  project_id :: String,
  number :: Int,
  author :: Author,
  issue_id :: String,
  event :: Kept,
  hashes :: List<String>,
  fingerprints :: List<String>
) -> Result<String, DbError> do
  let id = Crypto.uuid7()
  let own = sql"issue_id = ${issue_id} AND fingerprint IN ${fingerprints}"
  let found :: Option<Counts> = Db.first(tx, sql"""
    SELECT count(*) AS events, min(received_at) AS first_seen, max(received_at) AS last_seen FROM events WHERE ${own}
    """)?
  let counts = Option.unwrap_or(found, Counts {
    events: 0,
    first_seen: event.received_at,
    last_seen: event.received_at
  })
  let was_carrier = make_room(tx, issue_id, hashes)? > 0
  create(tx, project_id, number, id, issue_id, event, counts)?
  Db.run(
    tx,
    sql"UPDATE issue_hashes SET issue_id = ${id} WHERE project_id = ${project_id} AND fingerprint_hash IN ${hashes}"
  )?
  move_counts(tx, id, issue_id, own, counts)?
  Db.run(tx, sql"UPDATE events SET issue_id = ${id} WHERE ${own}")?
  settle(tx, issue_id, id, was_carrier)?
  let facts = json { id: id, hashes: hashes, event_count: counts.events }
  Activity.add(
    tx,
    author,
    List.map([issue_id, id], fn one ->
      Note {
        project_id: project_id,
        issue_id: one,
        action: "unmerged",
        before: JsonNull,
        after: facts,
        comment: ""
      }
    end)
  )?
  Transport.publish(tx, [
    IssueChanged(project_id, issue_id, "unmerged"),
    IssueChanged(project_id, id, "unmerged")
  ])?
  Ok(id)
end

# The row of the old issue may carry a hash that goes: it takes one that stays. The number of rows that did.
fn make_room(tx :: Db, issue_id :: String, hashes :: List<String>) -> Result<Int, DbError> do
  Db.run(tx, sql"""
    UPDATE issues SET fingerprint_hash = (SELECT min(h.fingerprint_hash) FROM issue_hashes h WHERE h.issue_id = issues.id
      AND NOT h.fingerprint_hash IN ${hashes})
    WHERE id = ${issue_id} AND fingerprint_hash IN ${hashes}
    """)
end

fn create(
  tx :: Db,
  project_id :: String,
  number :: Int,
  id :: String,
  old :: String,
  event :: Kept,
  counts :: Counts
) -> Result<(), DbError> do
  let (title, culprit, kind, value) = said(event)
  Db.run(tx, sql"""
    INSERT INTO issues (id, project_id, number, fingerprint, fingerprint_hash, grouping_version, grouping_rule, title, level,
      status,
      event_count, user_count, first_seen, last_seen, culprit, exception_type, exception_value, platform, first_release,
        last_release,
      search_text)
    SELECT ${id}, ${project_id}, CAST(${number} AS BIGINT), ${event.fingerprint}, ${Crypto.sha256(event.fingerprint)},
      grouping_version,
      grouping_rule, ${title}, ${event.level}, 'unresolved', CAST(${counts.events} AS BIGINT), 0,
        CAST(${counts.first_seen} AS BIGINT),
      CAST(${counts.last_seen} AS BIGINT), ${culprit}, ${kind}, ${value}, ${event.platform}, ${event.release}, ${event.release},
      ${Issues.searchable([title, culprit, kind, value])}
    FROM issues WHERE id = ${old}
    """)?
  Ok(())
end

# Title, culprit, type and value, as they would be if the event came now.
fn said(event :: Kept) -> (String, String, String, String) do
  let body = EventPages.body_of(event)
  let parsed = if EventPages.form_of(event) == "sentry" do
    Sentry.parse(body, Origin { id: None, sent_at: None, client: None })
  else
    Native.parse(body)
  end
  case parsed do
    Ok(fresh) ->
      (
        fresh.title,
        fresh.culprit,
        fresh.exception_type,
        String.slice(fresh.exception_value, 0, 1000)
      )
    Err(_) ->
      (
        if event.message == "" do "Untitled" else String.slice(event.message, 0, 255) end,
        "",
        "",
        ""
      )
  end
end

# ---- what both say of their events ------------------------------------------------------------------------------

# When events came first and last, the release of the first and the last release that one names.
struct Span do
  first_seen :: Int
  last_seen :: Int
  first_release :: String
  last_release :: String
end deriving(Row)

fn span(tx :: Db, id :: String) -> Result<Option<Span>, DbError> do
  let of = sql"FROM events WHERE issue_id = ${id}"
  Db.first(tx, sql"""
    SELECT min(received_at) AS first_seen, max(received_at) AS last_seen,
      (SELECT release ${of} ORDER BY received_at, id LIMIT 1) AS first_release,
      coalesce((SELECT release ${of} AND release <> '' ORDER BY received_at DESC, id DESC LIMIT 1), '') AS last_release
    ${of} HAVING count(*) > 0
    """)
end

# After the events have gone from one issue to another: what the old one said because of them it says of those that stay. What is
# known of events that are kept no more stays.
fn settle(tx :: Db, old :: String, new :: String, was_carrier :: Bool) -> Result<(), DbError> do
  let row :: Option<Span> = Db.first(
    tx,
    sql"SELECT first_seen, last_seen, first_release, last_release FROM issues WHERE id = ${old}"
  )?
  case (row, span(tx, old)?, span(tx, new)?) do
    (Some(was), Some(stays), Some(went)) -> do
      write(tx, new, went)?
      let only_gone = releases_of_one(tx, new, old)?
      let said = fn release, now -> if List.contains(only_gone, release) do now else release end end
      write(tx, old, Span {
        first_seen: if was.first_seen < went.first_seen do was.first_seen else stays.first_seen end,
        last_seen: if was.last_seen > went.last_seen do was.last_seen else stays.last_seen end,
        first_release: said(was.first_release, stays.first_release),
        last_release: said(was.last_release, stays.last_release)
      })?
    end
    _ -> ()
  end
  if was_carrier do renamed(tx, old) else Ok(()) end
end

# Releases that events of one issue name, and none of the other's.
fn releases_of_one(tx :: Db, one :: String, other :: String) -> Result<List<String>, DbError> do
  Db.all(tx, sql"""
    SELECT DISTINCT release FROM events WHERE issue_id = ${one} AND release <> ''
      AND release NOT IN (SELECT release FROM events WHERE issue_id = ${other})
    """)
end

fn write(tx :: Db, id :: String, span :: Span) -> Result<(), DbError> do
  Db.run(tx, sql"""
    UPDATE issues SET first_seen = ${span.first_seen}, last_seen = ${span.last_seen}, first_release = ${span.first_release},
      last_release = ${span.last_release}
    WHERE id = ${id}
    """)?
  Ok(())
end

# The issue is called as the newest of its events would have it.
fn renamed(tx :: Db, id :: String) -> Result<(), DbError> do
  let newest = EventPages.latest(tx, id)?
  case Option.map(newest, fn event -> EventPages.find(tx, event) end) do
    Some(Ok(Some(event))) -> do
      let (title, culprit, kind, value) = said(event)
      Db.run(tx, sql"""
        UPDATE issues SET fingerprint = ${event.fingerprint}, title = ${title}, culprit = ${culprit}, level = ${event.level},
          exception_type = ${kind}, exception_value = ${value}, platform = ${event.platform},
          search_text = ${Issues.searchable([title, culprit, kind, value])}
        WHERE id = ${id}
        """)?
      Ok(())
    end
    Some(Err(error)) -> Err(error)
    _ -> Ok(())
  end
end

fn move_counts(
  tx :: Db,
  id :: String,
  old :: String,
  own :: Sql,
  counts :: Counts
) -> Result<(), DbError> do
  Db.run(tx, sql"""
    INSERT INTO issue_hours (issue_id, hour, events)
    SELECT ${id}, received_at / 3600000000, count(*) FROM events WHERE ${own} GROUP BY 2
    """)?
  Db.run(tx, sql"""
    UPDATE issue_hours SET events = events - (SELECT n.events FROM issue_hours n WHERE n.issue_id = ${id}
      AND n.hour = issue_hours.hour)
    WHERE issue_id = ${old} AND hour IN (SELECT n.hour FROM issue_hours n WHERE n.issue_id = ${id})
    """)?
  let labels :: List<String> =
    Db.all(tx, sql"SELECT DISTINCT user_label FROM events WHERE ${own} AND user_label <> ''")?
  Db.run_many(tx, labels, fn label -> sql"""
    INSERT INTO issue_users (issue_id, user_hash) VALUES (${id}, ${Crypto.sha256(label)})
    """ end)?
  Db.run(tx, sql"""
    INSERT INTO issue_values (project_id, name, folded, issue_id, value, day)
    SELECT project_id, name, folded, ${id}, value, day FROM issue_values WHERE issue_id = ${old}
    """)?
  Db.run(tx, sql"UPDATE issues SET user_count = ${List.length(labels)} WHERE id = ${id}")?
  let staying :: List<String> = Db.all(tx, sql"""
    SELECT DISTINCT user_label FROM events WHERE issue_id = ${old} AND NOT (${own})
    """)?
  let known = Set.from_list(staying)
  let gone = List.reject(labels, fn label -> Set.contains(known, label) end)
  Db.run_many(tx, gone, fn label ->
    sql"DELETE FROM issue_users WHERE issue_id = ${old} AND user_hash = ${Crypto.sha256(label)}"
  end)?
  Db.run(tx, sql"""
    UPDATE issues SET user_count = (SELECT count(*) FROM issue_users u WHERE u.issue_id = issues.id) WHERE id = ${old}
    """)?
  Db.run(tx, sql"""
    UPDATE issues SET event_count = CASE WHEN event_count > ${counts.events} THEN event_count - ${counts.events} ELSE 0 END
    WHERE id = ${old}
    """)?
  Ok(())
end
