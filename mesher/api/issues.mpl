##! Reading and changing issues.

from Api.Context import Context, failure, internal, unavailable, success
from Ingestion.Ids import is_uuid
from Services.EventStore import EventStore
from Storage.Issues import Issue, Filter, Sort, Page
from Api.Guard import Role
import Api.Guard
import Services.Publisher
import Services.Registry
import Storage.Clock
import Storage.Issues

## A page of issues, and where the next one begins.
struct Listing do
  data :: List<Issue>
  has_more :: Bool
end deriving(Json)

## The same when there are more.
struct LongListing do
  data :: List<Issue>
  has_more :: Bool
  next_cursor :: String
  next_cursor_id :: String
end deriving(Json)

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router
    |> HTTP.on_get("/api/v1/projects/:project/issues", fn request -> list(context, request) end)
    |> HTTP.on_post("/api/v1/issues/:id/:action", change)
end

# `GET /api/v1/projects/:project/issues`: the unresolved ones as a bare list, or a page of those that the query asks for.
fn list(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn _, project ->
    if Map.is_empty(request.query) do
      answered(Issues.unresolved(context.db, project.id), fn issues -> success(issues) end)
    else
      case filter_of(request) do
        Err(reason) -> failure(400, reason)
        Ok(filter) -> answered(Issues.page(context.db, project.id, filter), fn page -> shown(page, filter.sort) end)
      end
    end
  end)
end

fn answered<T>(found :: Result<T, String>, show :: Fun(T) -> Response) -> Response do
  case found do
    Ok(value) -> show(value)
    Err(error) -> internal(error)
  end
end

fn shown(page :: Page, sort :: Sort) -> Response do
  case page.next do
    None -> success(Listing { data: page.issues, has_more: false })
    Some((position, id)) -> success(LongListing {
      data: page.issues,
      has_more: true,
      next_cursor: if sort == EventCount do "${position}" else Clock.shown(position) end,
      next_cursor_id: id
    })
  end
end

# ---- the query --------------------------------------------------------------------------------------------------

fn filter_of(request :: Request) -> Result<Filter, String> do
  let asked = fn name -> Option.unwrap_or(Request.query(request, name), "") end
  let sort = sort_of(asked("sort"))?
  Ok(Filter {
    status: asked("status"),
    level: asked("level"),
    assigned_to: asked("assigned_to"),
    environment: asked("environment"),
    text: asked("q"),
    since: time_of(asked("since"), "since")?,
    sort: sort,
    beyond: cursor_of(sort, asked("cursor"), asked("cursor_id"))?,
    limit: limit_of(asked("limit"))
  })
end

fn sort_of(name :: String) -> Result<Sort, String> do
  case name do
    "" | "last_seen" -> Ok(LastSeen)
    "first_seen" -> Ok(FirstSeen)
    "event_count" -> Ok(EventCount)
    _ -> Err("invalid sort")
  end
end

fn time_of(text :: String, name :: String) -> Result<Option<Int>, String> do
  if text == "" do
    Ok(None)
  else
    case DateTime.from_iso8601(text) do
      Ok(time) -> Ok(Some(DateTime.to_unix_micros(time)))
      Err(_) -> Err("invalid ${name}")
    end
  end
end

fn cursor_of(sort :: Sort, cursor :: String, id :: String) -> Result<Option<(Int, String)>, String> do
  if cursor == "" and id == "" do
    Ok(None)
  else
    let position = if sort == EventCount do String.to_int(cursor) else time_of(cursor, "cursor")? end
    case position do
      Some(value) when is_uuid(id) -> Ok(Some((value, id)))
      _ -> Err("invalid cursor")
    end
  end
end

# 25 unless a number is given; at least 1, at most 100.
fn limit_of(text :: String) -> Int do
  case String.to_int(text) do
    Some(limit) when limit >= 1 -> Math.min(limit, 100)
    _ -> 25
  end
end

# ---- changes ----------------------------------------------------------------------------------------------------

# `POST /api/v1/issues/:id/:action`
fn change(request :: Request) -> Response do
  let id = String.to_lower(Option.unwrap_or(Request.param(request, "id"), ""))
  case Option.and_then(Request.param(request, "action"), status_after) do
    None -> failure(404, "not found")
    Some(_) when not is_uuid(id) -> failure(400, "invalid id")
    Some(status) -> case Registry.current() do
      None -> unavailable()
      Some(pipeline) -> changed(EventStore.set_status(pipeline.store, id, status))
    end
  end
end

fn status_after(action :: String) -> Option<String> do
  case action do
    "resolve" -> Some("resolved")
    "archive" -> Some("archived")
    "unresolve" -> Some("unresolved")
    "discard" -> Some("discarded")
    _ -> None
  end
end

fn changed(affected :: Result<Int, String>) -> Response do
  Publisher.wake()
  answered(affected, fn count -> success(json { status: "ok", affected: count }) end)
end
