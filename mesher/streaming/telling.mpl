##! From news to the messages that those who watch get.

from Ingestion.Fields import or_null
from Storage.News import WatchedEvent
from Streaming.News import News, EventNews
import Ingestion.Detail
import Storage.Clock
import Storage.News
import Storage.Payload

## A message and whom it is for.
pub type Tell do
  ## An event: for those whose filters let its level and environments pass.
  EventTell(project_id :: String, level :: String, environments :: List<String>, text :: String)
  ## For everybody who watches the project; `counts` when the number of unresolved issues may be another one after it.
  NoticeTell(project_id :: String, text :: String, counts :: Bool)
  ## The number of unresolved issues, for everybody: a newer one replaces it.
  CountTell(project_id :: String, text :: String)
end deriving(Debug)

## The project whose watchers get it.
pub fn project_of(tell :: Tell) -> String do
  case tell do
    EventTell(project, _, _, _) | NoticeTell(project, _, _) | CountTell(project, _) -> project
  end
end

## Whether the number of unresolved issues may be another one after it.
pub fn is_counted(tell :: Tell) -> Bool do
  case tell do
    EventTell(_, _, _, _) -> true
    NoticeTell(_, _, counts) -> counts
    CountTell(_, _) -> false
  end
end

## The messages of some news, in their order. Events are read from the database, all at once.
pub fn tells(db :: Db, all :: List<News>) -> Result<List<Tell>, DbError> do
  let events = List.filter_map(all, fn news ->
    case news do
      EventStored(event) -> Some(event)
      _ -> None
    end
  end)
  let rows = rows_of(db, events)?
  Ok(List.flat_map(all, fn news -> told(rows, news) end))
end

fn rows_of(db :: Db, events :: List<EventNews>) -> Result<Map<String, WatchedEvent>, DbError> do
  let times = List.map(events, fn event -> event.received_at end)
  case (List.min(times), List.max(times)) do
    (Some(from), Some(to)) -> do
      let rows = News.events(db, List.map(events, fn event -> event.row_id end), from, to)?
      Ok(List.index_by(rows, fn row -> row.id end))
    end
    _ -> Ok(%{})
  end
end

fn told(rows :: Map<String, WatchedEvent>, news :: News) -> List<Tell> do
  case news do
    EventStored(event) -> event_told(Map.fetch(rows, event.row_id), event)
    IssueChanged(project, issue, action) -> [NoticeTell(project, changed(issue, action), true)]
    AlertFired(project, message) -> [NoticeTell(project, message, false)]
    Forget(_, _) -> []
  end
end

# Nothing of an event that has been deleted meanwhile.
fn event_told(row :: Option<WatchedEvent>, event :: EventNews) -> List<Tell> do
  case row do
    None -> []
    Some(found) -> do
      let tags = Result.unwrap_or(Json.parse(found.tags), JsonNull)
      let environments = case Json.field(tags, "environment") do
        Some(JsonString(tag)) -> [found.environment, tag]
        _ -> [found.environment]
      end
      let text =
        Json.encode(json { type: "event", issue_id: event.issue_id, data: data_of(found, event) })
      let tell = EventTell(event.project_id, found.level, environments, text)
      if event.regressed do
        [tell, NoticeTell(event.project_id, changed(event.issue_id, "regressed"), false)]
      else
        [tell]
      end
    end
  end
end

fn changed(issue_id :: String, action :: String) -> String do
  Json.encode(json { type: "issue", action: action, issue_id: issue_id })
end

# A native event as it was sent; of a Sentry event what lists show.
fn data_of(row :: WatchedEvent, event :: EventNews) -> Json do
  let said = case Json.parse(Payload.text(row.form, row.payload)) do
    Ok(JsonObject(fields)) when String.starts_with(row.form, "native") -> fields
    Ok(body) -> summary(row, body)
    Err(_) -> summary(row, JsonNull)
  end
  JsonObject(Map.merge(said, %{
    "id" => JsonString(row.event_id),
    "title" => JsonString(row.title),
    "received_at" => JsonString(Clock.shown(row.received_at)),
    "new_issue" => JsonBool(event.is_new),
    "regression" => JsonBool(event.regressed)
  }))
end

fn summary(row :: WatchedEvent, body :: Json) -> Map<String, Json> do
  %{
    "message" => JsonString(row.message),
    "level" => JsonString(row.level),
    "environment" => JsonString(row.environment),
    "release" => JsonString(row.release),
    "platform" => JsonString(row.platform),
    "exception" => if String.starts_with(row.form, "sentry") do
      Detail.exception_of(body)
    else
      or_null(body, "exception")
    end
  }
end

## The number of unresolved issues of a project, as those who watch get it.
pub fn count(project_id :: String, unresolved :: Int) -> Tell do
  CountTell(
    project_id,
    Json.encode(json { type: "issue_count", project_id: project_id, count: unresolved })
  )
end

## With the count of a project behind the last event or change that it counts; a regression is told of behind the count.
pub fn with_count(tells :: List<Tell>, count :: Tell) -> List<Tell> do
  let project = project_of(count)
  let at = last_counted(tells, project, List.length(tells) - 1)
  let (before, behind) = List.split_at(tells, at + 1)
  List.append(before, count) ++ behind
end

fn last_counted(tells :: List<Tell>, project :: String, at :: Int) -> Int do
  case List.at(tells, at) do
    None -> List.length(tells) - 1
    Some(tell) when project_of(tell) == project and is_counted(tell) -> at
    Some(_) -> last_counted(tells, project, at - 1)
  end
end
