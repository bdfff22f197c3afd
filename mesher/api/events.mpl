##! Reading events.

from Api.Asked import answered, found
from Api.Context import Context, failure, success
from Api.Guard import Role
from Storage.EventPages import EventLine, Kept
import Api.Asked
import Api.Guard
import Ingestion.Detail
import Sourcemaps.Regroup
import Sourcemaps.Resolve
import Storage.Clock
import Storage.Dashboard
import Storage.EventPages

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router
    |> HTTP.on_get("/api/v1/events/:event", fn request -> detail(context, request) end)
    |> HTTP.on_get("/api/v1/events/:event/json", fn request -> raw(context, request) end)
    |> HTTP.on_get("/api/v1/issues/:id/events/latest", fn request -> latest(context, request) end)
    |> HTTP.on_get("/api/v1/projects/:project/events/search", fn request ->
      search(context, request)
    end)
    |> HTTP.on_get("/api/v1/projects/:project/events/tags", fn request ->
      tagged(context, request)
    end)
end

# ---- one --------------------------------------------------------------------------------------------------------

# `GET /api/v1/events/:event`
fn detail(context :: Context, request :: Request) -> Response do
  Guard.event(context, request, fn place -> shown_whole(context, place.row_id) end)
end

# `GET /api/v1/issues/:id/events/latest`
fn latest(context :: Context, request :: Request) -> Response do
  Guard.issue(context, request, Member, fn _, _, id ->
    found(EventPages.latest(context.db, id), "event not found", fn event ->
      shown_whole(context, event)
    end)
  end)
end

fn shown_whole(context :: Context, id :: String) -> Response do
  found(EventPages.find(context.db, id), "event not found", fn event ->
    answered(EventPages.neighbours(context.db, event), fn((newer, older)) ->
      success(whole(context, event, newer, older))
    end)
  end)
end

# With frames of scripts where they were written, and what took part in the grouping.
fn whole(
  context :: Context,
  event :: Kept,
  newer :: Option<String>,
  older :: Option<String>
) -> Json do
  let (form, body) = (EventPages.form_of(event), EventPages.body_of(event))
  let detail =
    Resolve.shown(context.db, event.project_id, event.release, event.dist, Detail.of(form, body))
  let parts = case detail do
    JsonObject(fields) -> Map.put(fields, "grouping", Regroup.explain(form, body, detail))
    _ -> %{}
  end
  let navigation = json { next_id: newer, prev_id: older }
  json {
    event: JsonObject(Map.merge(Map.merge(absent(), parts), columns(event))),
    navigation: navigation
  }
end

# What every answer has, whatever the client sent.
fn absent() -> Map<String, Json> do
  let nothing = ["exception", "stacktrace", "user_context", "request", "contexts"]
  let nulls = Map.from_list(List.map(nothing, fn name -> (name, JsonNull) end))
  Map.merge(nulls, %{"breadcrumbs" => JsonArray([]), "extra" => JsonObject(%{})})
end

fn columns(event :: Kept) -> Map<String, Json> do
  %{
    "id" => JsonString(event.id),
    "event_id" => JsonString(event.event_id),
    "project_id" => JsonString(event.project_id),
    "issue_id" => JsonString(event.issue_id),
    "level" => JsonString(event.level),
    "message" => JsonString(event.message),
    "fingerprint" => JsonString(event.fingerprint),
    "tags" => event.tags,
    "sdk_name" => JsonString(event.sdk_name),
    "sdk_version" => JsonString(event.sdk_version),
    "environment" => JsonString(event.environment),
    "release" => JsonString(event.release),
    "dist" => JsonString(event.dist),
    "platform" => JsonString(event.platform),
    "transaction" => JsonString(event.transaction_name),
    "user" => JsonString(event.user_label),
    "size" => JsonInt(event.size),
    "occurred_at" => JsonString(Clock.shown(event.occurred_at)),
    "received_at" => JsonString(Clock.shown(event.received_at))
  }
end

# `GET /api/v1/events/:event/json`: the body as it was sent.
fn raw(context :: Context, request :: Request) -> Response do
  Guard.event(context, request, fn place ->
    found(EventPages.find(context.db, place.row_id), "event not found", fn event ->
      HTTP.response_with_headers(200, EventPages.body_of(event), %{
        "content-type" => "application/json",
        "content-disposition" => "inline; filename=\"${event.event_id}.json\""
      })
    end)
  end)
end

# ---- search -----------------------------------------------------------------------------------------------------

fn day_ago() -> Int = Clock.now() - 24 * Dashboard.hour_micros()

# `GET /api/v1/projects/:project/events/search`
fn search(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn _, project ->
    let words = List.unique(String.words(Asked.text(request, "q")))
    if List.is_empty(words) do
      failure(400, "missing search query")
    else if List.length(words) > 10 or String.length(Asked.text(request, "q")) > 1000 do
      failure(400, "a search has at most 10 words and 1000 characters")
    else
      answered(
        EventPages.search(context.db, project.id, words, day_ago(), Asked.limit(request, 25, 100)),
        fn events -> success(List.map(events, brief)) end
      )
    end
  end)
end

fn brief(event :: EventLine) -> Json do
  json {
    id: event.id,
    issue_id: event.issue_id,
    level: event.level,
    message: event.message,
    received_at: event.received_at
  }
end

# `GET /api/v1/projects/:project/events/tags`
fn tagged(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn _, project ->
    let (key, value) = (Asked.text(request, "key"), Asked.text(request, "value"))
    if key == "" or value == "" do
      failure(400, "missing key or value parameter")
    else
      let limit = Asked.limit(request, 25, 100)
      answered(
        EventPages.with_tag(context.db, project.id, key, value, day_ago(), limit),
        fn events -> success(List.map(events, fn((event, tags)) -> with_tags(event, tags) end)) end
      )
    end
  end)
end

fn with_tags(event :: EventLine, tags :: Json) -> Json do
  json {
    id: event.id,
    issue_id: event.issue_id,
    level: event.level,
    message: event.message,
    received_at: event.received_at,
    tags: tags
  }
end
