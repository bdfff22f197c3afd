##! Where events come in over HTTP.

from Api.Context import Context, failure, internal
from Ingestion.Event import Event, Outcome, Change
from Ingestion.Envelope import Envelope, Item
from Ingestion.Fields import text
from Storage.Projects import Project
import Ingestion.Auth
import Ingestion.Envelope
import Ingestion.Native
import Ingestion.Pipeline
import Ingestion.Sentry
import Storage.Projects

# ---- native -----------------------------------------------------------------------------------------------------

## `POST /api/v1/events`
pub fn native(context :: Context, request :: Request) -> Response do
  case Option.map(Auth.key_of(request, None), fn key -> Projects.by_key(context.db, key) end) do
    Some(Ok(Some(project))) -> if Pipeline.within_limit(context.registry, project) do
      native_event(context, project, Request.body(request))
    else
      HTTP.with_headers(failure(429, "rate limited"), %{"retry-after" => "${context.config.rate_window_s}"})
    end
    Some(Err(error)) -> internal(error)
    _ -> failure(401, "unauthorized")
  end
end

fn native_event(context :: Context, project :: Project, body :: String) -> Response do
  if String.byte_length(body) > context.config.max_event_bytes do
    failure(400, "payload too large")
  else
    case Native.parse(body) do
      Err(reason) -> failure(400, reason)
      Ok(event) -> case Pipeline.accept(context.registry, project, event) do
        Failed(_) -> failure(503, "unavailable")
        Stored(change) -> accepted(%{"x-mesher-event-id" => event.id, "x-mesher-issue-id" => change.issue_id})
        _ -> accepted(%{"x-mesher-event-id" => event.id})
      end
    end
  end
end

fn accepted(headers :: Map<String, String>) -> Response do
  HTTP.response_with_headers(202, "{\"status\":\"accepted\"}", headers)
end

# ---- Sentry -----------------------------------------------------------------------------------------------------

## `POST /api/<number>/envelope/`
pub fn envelope(context :: Context, request :: Request) -> Response do
  case Envelope.parse(Request.body(request)) do
    Err(reason) -> detail(400, reason)
    Ok(envelope) -> case authorised(context, request, text(envelope.header, "dsn")) do
      Err(refusal) -> refusal
      Ok(project) -> envelope_events(context, project, envelope)
    end
  end
end

fn envelope_events(context :: Context, project :: Project, envelope :: Envelope) -> Response do
  let id = text(envelope.header, "event_id")
  let events = List.filter(envelope.items, fn item -> item.kind == "event" end)
  case events do
    [] -> HTTP.response(200, case id do
      Some(given) -> Json.encode(json { id: String.replace(given, "-", "") })
      None -> "{}"
    end)
    [item] -> sentry_event(context, project, item.payload, id)
    _ -> detail(400, "more than one event")
  end
end

## `POST /api/<number>/store/`
pub fn store(context :: Context, request :: Request) -> Response do
  case authorised(context, request, None) do
    Err(refusal) -> refusal
    Ok(project) -> sentry_event(context, project, Request.body(request), None)
  end
end

fn sentry_event(context :: Context, project :: Project, payload :: String, id :: Option<String>) -> Response do
  if String.byte_length(payload) > context.config.max_event_bytes do
    detail(413, "event too large")
  else if not Pipeline.within_limit(context.registry, project) do
    limited(context)
  else
    case Json.parse(payload) do
      Ok(JsonObject(fields)) -> do
        let event = Sentry.normalise(JsonObject(fields), id)
        case Pipeline.accept(context.registry, project, event) do
          Failed(_) -> HTTP.with_headers(detail(503, "unavailable"), %{"retry-after" => "5"})
          _ -> HTTP.response(200, Json.encode(json { id: event.id }))
        end
      end
      _ -> detail(400, "invalid event")
    end
  end
end

fn limited(context :: Context) -> Response do
  let left = "${context.config.rate_window_s}"
  let limits = "${left}:default;error;security:project:rate_limit"
  HTTP.with_headers(detail(429, "rate limited"), %{"retry-after" => left, "x-sentry-rate-limits" => limits})
end

# The project of the key, when it is the one in the path.
fn authorised(context :: Context, request :: Request, dsn :: Option<String>) -> Result<Project, Response> do
  let number = Option.and_then(Request.param(request, "number"), String.to_int)
  case (number, Auth.key_of(request, dsn)) do
    (None, _) -> Err(detail(400, "invalid project number"))
    (_, None) -> Err(detail(401, "missing authorization"))
    (Some(wanted), Some(key)) -> case Projects.by_key(context.db, key) do
      Err(error) -> Err(internal(error))
      Ok(Some(project)) when project.number == wanted -> Ok(project)
      Ok(_) -> Err(detail(403, "unknown key"))
    end
  end
end

fn detail(status :: Int, text :: String) -> Response do
  HTTP.response_with_headers(status, Json.encode(json { detail: text }), %{"x-sentry-error" => text})
end

# ---- CORS -------------------------------------------------------------------------------------------------------

## Browsers may send events from any page: every answer of the ingestion routes says so, errors too.
pub fn cors(request :: Request, next :: Fun(Request) -> Response) -> Response do
  if not is_ingestion(request.path) do
    next(request)
  else
    let answer = if request.method == "OPTIONS" do preflight() else next(request) end
    HTTP.with_headers(answer, %{
      "access-control-allow-origin" => "*",
      "access-control-expose-headers" => "x-sentry-error, x-sentry-rate-limits, retry-after"
    })
  end
end

fn is_ingestion(path :: String) -> Bool do
  Regex.is_match(~r/^\/api\/(?:[^\/]+\/(?:envelope|store)\/?|v1\/events(?:\/bulk)?\/?)$/, path)
end

fn preflight() -> Response do
  HTTP.response_with_headers(200, "", %{
    "access-control-allow-methods" => "POST, OPTIONS",
    "access-control-allow-headers" => "x-sentry-auth, x-requested-with, x-forwarded-for, origin, referer, accept, content-type, authentication, authorization, content-encoding, transfer-encoding, sentry-trace, baggage",
    "access-control-max-age" => "3600"
  })
end
