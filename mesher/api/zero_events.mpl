##! Events in the public form of Sentry's API.

from Api.Context import Context
from Api.Guard import Caller
from Api.Input import Refusal
from Storage.EventPages import EventLine, Kept
from Storage.Projects import Project
import Api.Asked
import Api.Input
import Ingestion.Fields
import Storage.Clock
import Storage.EventPages

## An event as lists show it.
pub fn brief(project :: Project, event :: EventLine) -> Json do
  let environment =
    if event.environment == "" do [] else [tag("environment", event.environment)] end
  let release = if event.release == "" do [] else [tag("release", event.release)] end
  json {
    id: event.event_id,
    eventID: event.event_id,
    groupID: event.issue_id,
    projectID: "${project.number}",
    message: event.message,
    title: event.message,
    dateCreated: event.received_at,
    user: if event.user == "" do JsonNull else json { id: event.user } end,
    tags: [tag("level", event.level)] ++ environment ++ release
  }
end

fn tag(name :: String, value :: String) -> Json = json { key: name, value: value }

## `GET /api/0/projects/:org/:project/events`: the newest ones.
pub fn of_project(
  context :: Context,
  request :: Request,
  _caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  let events = EventPages.of_project(context.db, project.id, Asked.limit(request, 25, 100))?
  Ok(
    HTTP.response(
      200,
      Json.encode(JsonArray(List.map(events, fn event -> brief(project, event) end)))
    )
  )
end

## `GET /api/0/projects/:org/:project/events/:event`
pub fn in_project(
  context :: Context,
  request :: Request,
  _caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  let name = Option.unwrap_or(Request.param(request, "event"), "")
  let row = Input.there(EventPages.row_in(context.db, project.id, name)?, "event")?
  whole(context, project, row)
end

## An event of an issue: `latest`, `oldest`, or by its id.
pub fn of_issue(
  context :: Context,
  project :: Project,
  issue_id :: String,
  name :: String
) -> Result<Response, Refusal> do
  let row = case name do
    "latest" | "recommended" -> EventPages.latest(context.db, issue_id)?
    "oldest" -> EventPages.oldest(context.db, issue_id)?
    other -> EventPages.row_in(context.db, project.id, other)?
  end
  let event = Input.there(EventPages.find(context.db, Input.there(row, "event")?)?, "event")?
  if event.issue_id == issue_id do
    shown(context, project, event)
  else
    Err(Refused(404, "event not found"))
  end
end

fn whole(context :: Context, project :: Project, row :: String) -> Result<Response, Refusal> do
  shown(context, project, Input.there(EventPages.find(context.db, row)?, "event")?)
end

fn shown(context :: Context, project :: Project, event :: Kept) -> Result<Response, Refusal> do
  let (newer, older) = EventPages.neighbours(context.db, event)?
  let body = Result.unwrap_or(Json.parse(EventPages.body_of(event)), JsonObject(%{}))
  let tags = case event.tags do
    JsonObject(fields) ->
      List.map(Map.to_list(fields), fn((name, value)) -> tag(name, Fields.as_text(value)) end)
    _ -> []
  end
  Ok(
    HTTP.response(
      200,
      Json.encode(json {
        id: event.event_id,
        eventID: event.event_id,
        groupID: event.issue_id,
        projectID: "${project.number}",
        message: event.message,
        title: event.message,
        platform: event.platform,
        type: if Option.is_some(Fields.present(body, "exception")) do "error" else "default" end,
        dateCreated: Clock.shown(event.occurred_at),
        dateReceived: Clock.shown(event.received_at),
        dist: if event.dist == "" do JsonNull else JsonString(event.dist) end,
        release: if event.release == "" do JsonNull else json { version: event.release } end,
        user: Fields.or_null(body, "user"),
        contexts: Fields.object_or_empty(body, "contexts"),
        context: Fields.object_or_empty(body, "extra"),
        packages: Fields.object_or_empty(body, "modules"),
        sdk: json { name: event.sdk_name, version: event.sdk_version },
        size: event.size,
        errors: JsonArray([]),
        tags: tags,
        entries: entries(body, event.message),
        nextEventID: newer,
        previousEventID: older
      })
    )
  )
end

# What an event consists of, in the order of pages.
fn entries(body :: Json, message :: String) -> List<Json> do
  let parts = List.filter_map(["exception", "breadcrumbs", "threads", "request"], fn name ->
    Option.map(Fields.present(body, name), fn data ->
      json { type: name, data: if name == "request" do data else values_of(data) end }
    end)
  end)
  if message == "" do
    parts
  else
    List.append(parts, json { type: "message", data: json { formatted: message } })
  end
end

fn values_of(data :: Json) -> Json do
  case data do
    JsonArray(all) -> json { values: all }
    other -> other
  end
end
