##! `POST /api/v1/events` and `/api/v1/events/bulk`: events of Mesher's own form.

from Api.Context import Context, failure, internal
from Ingestion.Pipeline import Answer, BulkAnswer, Denial, Place
from Services.EventProcessor import Submission
from Services.RateLimiter import Quota
from Services.Registry import Pipeline
from Storage.Projects import Project
import Api.Context
import Figures
import Ingestion.Auth
import Ingestion.Bodies
import Ingestion.Pipeline
import Services.EventProcessor
import Services.Tally

# Events in one request.
fn most_events() -> Int = 100

## One event. Key, rate limit, size and content are checked in this order.
pub fn post(context :: Context, request :: Request) -> Response do
  authorised(request, fn pipeline, project ->
    if not Pipeline.is_sampled(project) do
      accepted(EventProcessor.id_in(NativeEvent("{}")), NotKept)
    else
      let quota = Pipeline.take_tokens(pipeline, project, 1)
      if quota.allowed do one(context, pipeline, project, request) else limited(context, quota) end
    end
  end)
end

## A list of events, all or none; one event alone is taken for a list of it.
pub fn bulk(context :: Context, request :: Request) -> Response do
  authorised(request, fn pipeline, project ->
    let most = context.config.max_bulk_bytes
    case Bodies.read_json(request, most, most) do
      Err(status) -> unread(project, status)
      Ok(body) ->
        case Json.parse(Bytes.to_string_lossy(body)) do
          Ok(JsonArray(events)) when List.length(events) > most_events() -> do
            Tally.count(project.id, "error", "invalid", "too_many", List.length(events))
            failure(400, "too many events in bulk request (max ${most_events()})")
          end
          Ok(JsonArray(events)) -> all(context, pipeline, project, events)
          Ok(JsonObject(_) as fields) -> all(context, pipeline, project, [fields])
          _ -> do
            Tally.count(project.id, "error", "invalid", "content", 1)
            failure(400, "invalid json")
          end
        end
    end
  end)
end

fn authorised(request :: Request, handle :: Fun(Pipeline, Project) -> Response) -> Response do
  case Pipeline.authorised(request, Auth.key_of(request)) do
    Ok((pipeline, project)) -> handle(pipeline, project)
    Err(denial) -> denied(denial)
  end
end

## What a client of our own form is told that is not let in.
pub fn denied(denial :: Denial) -> Response do
  case denial do
    NotReady -> unavailable()
    NoKey | UnknownKey -> refused(401, "unauthorized")
    ForeignOrigin -> refused(403, "origin not allowed")
    NotKnown(error) -> internal(error)
  end
end

fn refused(status :: Int, reason :: String) -> Response do
  Figures.rejected("unauthorized").increment()
  failure(status, reason)
end

fn limited(context :: Context, _quota :: Quota) -> Response do
  HTTP.with_headers(failure(429, "rate limited"), %{
    "retry-after" => "${context.config.rate_window_s}"
  })
end

# While a service restarts or cannot store.
fn unavailable() -> Response = HTTP.with_headers(Context.unavailable(), %{"retry-after" => "5"})

# Of the decoded body: what is sent compressed is smaller.
fn one(
  context :: Context,
  pipeline :: Pipeline,
  project :: Project,
  request :: Request
) -> Response do
  let most = context.config.max_event_bytes
  case Bodies.read(request, most, most) do
    Err(status) -> unread(project, status)
    Ok(body) ->
      case Pipeline.submit(
        pipeline,
        context.config,
        project,
        NativeEvent(Bytes.to_string_lossy(body))
      ) do
        Refused(reason) -> failure(400, reason)
        Unstored -> unavailable()
        Accepted(event_id, place) -> accepted(event_id, place)
      end
  end
end

fn unread(project :: Project, status :: Int) -> Response do
  let reason = if status == 413 do "too_large" else "unreadable" end
  Figures.rejected(reason).increment()
  Tally.count(project.id, "error", "invalid", reason, 1)
  case status do
    413 -> failure(400, "payload too large")
    415 -> failure(415, "unsupported content encoding")
    408 -> failure(408, "the body came too slowly")
    503 -> unavailable()
    _ -> failure(400, "unreadable body")
  end
end

fn all(
  context :: Context,
  pipeline :: Pipeline,
  project :: Project,
  events :: List<Json>
) -> Response do
  let quota = Pipeline.take_tokens(pipeline, project, List.length(events))
  if not quota.allowed do
    limited(context, quota)
  else
    case Pipeline.submit_all(pipeline, context.config, project, List.map(events, Json.encode)) do
      AllAccepted -> HTTP.response(202, Json.encode(json { status: "accepted" }))
      WrongOne(place, reason) -> failure(400, "event ${place}: ${reason}")
      NoneStored -> unavailable()
    end
  end
end

fn accepted(event_id :: String, place :: Place) -> Response do
  let ids = [("x-mesher-event-id", Some(event_id)), ("x-mesher-issue-id", Pipeline.issue_of(place))]
  let known =
    List.filter_map(ids, fn((name, id)) -> Option.map(id, fn text -> (name, text) end) end)
  HTTP.response_with_headers(202, Json.encode(json { status: "accepted" }), Map.from_list(known))
end
