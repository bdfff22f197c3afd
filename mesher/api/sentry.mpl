##! What Sentry clients speak: `POST /api/<number>/envelope/` and `POST /api/<number>/store/`.

from Api.Context import Context
from Ingestion.Envelope import Envelope
from Ingestion.Fields import text, or_null, micros
from Ingestion.Pipeline import Answer
from Ingestion.Sentry import Origin
from Services.EventProcessor import Submission
from Services.RateLimiter import Quota
from Services.Registry import Pipeline
from Storage.Projects import Project
import Ingestion.Auth
import Ingestion.Envelope
import Ingestion.Ids
import Ingestion.Pipeline
import Services.Registry

## An envelope: its event is stored, its other items are skipped with success.
pub fn envelope(context :: Context, request :: Request) -> Response do
  with_pipeline(fn pipeline ->
    # The key may stand in the envelope, which is read only when no other place has one.
    let key = Auth.key_of(request, None)
    let early = Option.map(key, fn _ -> authorised(pipeline, request, key) end)
    case early do
      Some(Err(refusal)) -> refusal
      _ -> case opened(context, request) do
        Err(refusal) -> refusal
        Ok(envelope) -> case Option.unwrap_or(early, authorised(pipeline, request, key_in(request, envelope))) do
          Err(refusal) -> refusal
          Ok(project) -> take(context, pipeline, project, request, envelope)
        end
      end
    end
  end)
end

## A body that is one event, from older clients.
pub fn store(context :: Context, request :: Request) -> Response do
  with_pipeline(fn pipeline ->
    case authorised(pipeline, request, Auth.key_of(request, None)) do
      Err(refusal) -> refusal
      Ok(project) -> case read(request, context.config.max_event_bytes, context.config.max_event_bytes) do
        Err(refusal) -> refusal
        Ok(body) -> do
          let origin = Origin { id: None, sent_at: None, client: Auth.client_of(request) }
          event(context, pipeline, project, SentryEvent(body, origin))
        end
      end
    end
  end)
end

## Whether a path is one that these clients use.
pub fn is_endpoint(path :: String) -> Bool = Regex.is_match(~r/^\/api\/[^\/]+\/(?:envelope|store)\/?$/, path)

## A wrong method is refused before any handler runs; its clients must understand that as well.
pub fn step(request :: Request, next :: Fun(Request) -> Response) -> Response do
  let answer = next(request)
  if is_endpoint(request.path) and answer.status == 405 do
    # With the `Allow` of the answer.
    HTTP.with_headers(detail(405, "method not allowed"), Map.from_list(answer.headers))
  else
    answer
  end
end

fn with_pipeline(handle :: Fun(Pipeline) -> Response) -> Response do
  case Registry.current() do
    None -> unstored()
    Some(pipeline) -> handle(pipeline)
  end
end

# ---- reading ----------------------------------------------------------------------------------------------------

fn opened(context :: Context, request :: Request) -> Result<Envelope, Response> do
  let body = read(request, context.config.max_compressed_bytes, context.config.max_envelope_bytes)?
  Result.map_err(Envelope.parse(body), fn reason -> detail(400, reason) end)
end

# Bodies that are sent as they are may be as large as decoded ones.
fn read(request :: Request, compressed :: Int, decoded :: Int) -> Result<String, Response> do
  let sent = if is_plain(request) do decoded else compressed end
  Result.map_err(Request.read(request, sent, decoded), fn status ->
    case status do
      413 -> detail(413, "payload too large")
      415 -> detail(415, "unsupported content encoding")
      _ -> detail(400, "unreadable body")
    end
  end)
end

fn is_plain(request :: Request) -> Bool do
  let encoding = String.trim(Option.unwrap_or(Request.header(request, "content-encoding"), ""))
  List.contains(["", "identity"], String.to_lower(encoding))
end

fn key_in(request :: Request, envelope :: Envelope) -> Option<String> do
  Auth.key_of(request, text(envelope.header, "dsn"))
end

# The project of the key, when it is the one in the path.
fn authorised(pipeline :: Pipeline, request :: Request, key :: Option<String>) -> Result<Project, Response> do
  let written = Option.unwrap_or(Request.param(request, "number"), "")
  if Regex.is_match(~r/^[0-9]+$/, written) do
    let given = Option.ok_or(key, detail(401, "missing or unusable authorization"))?
    case Pipeline.project_of(pipeline, given) do
      Err(error) -> do
        IO.eprintln("[Mesher] internal error: ${error}")
        Err(unstored())
      end
      Ok(Some(project)) when Some(project.number) == String.to_int(written) -> Ok(project)
      Ok(_) -> Err(detail(403, "unknown key"))
    end
  else
    Err(detail(400, "invalid project number"))
  end
end

# ---- events -----------------------------------------------------------------------------------------------------

fn take(
  context :: Context,
  pipeline :: Pipeline,
  project :: Project,
  request :: Request,
  envelope :: Envelope
) -> Response do
  let id = Option.and_then(text(envelope.header, "event_id"), Ids.event_id)
  let origin = Origin {
    id: id,
    sent_at: micros(or_null(envelope.header, "sent_at")),
    client: Auth.client_of(request)
  }
  case List.filter(envelope.items, fn item -> item.kind == "event" end) do
    [] -> ids(id)
    [item] -> if Bytes.length(item.payload) > context.config.max_event_bytes do
      detail(413, "event too large")
    else
      event(context, pipeline, project, SentryEvent(Bytes.to_string_lossy(item.payload), origin))
    end
    _ -> detail(400, "more than one event")
  end
end

fn ids(id :: Option<String>) -> Response do
  let fields = case id do
    Some(known) -> %{"id" => known}
    None -> %{}
  end
  HTTP.response(200, Json.encode(fields))
end

fn event(context :: Context, pipeline :: Pipeline, project :: Project, submission :: Submission) -> Response do
  let quota = Pipeline.take_token(pipeline, project)
  if quota.allowed do
    let answer = case Pipeline.submit(pipeline, context.config, project, submission) do
      Accepted(id, _) -> ids(Some(id))
      Refused(reason) -> detail(400, reason)
      Unstored -> unstored()
    end
    if quota.exhausted do HTTP.with_headers(answer, limits(quota)) else answer end
  else
    HTTP.with_headers(detail(429, "rate limited"), Map.put(limits(quota), "retry-after", "${quota.seconds_left}"))
  end
end

# Only errors are limited: a client that is told so goes on sending its other items.
fn limits(quota :: Quota) -> Map<String, String> do
  %{"x-sentry-rate-limits" => "${quota.seconds_left}:default;error;security:project:rate_limit"}
end

## While a service restarts or cannot store.
pub fn unstored() -> Response = HTTP.with_headers(detail(503, "unavailable"), %{"retry-after" => "5"})

fn detail(status :: Int, text :: String) -> Response do
  HTTP.response_with_headers(status, Json.encode(json { detail: text }), %{"x-sentry-error" => text})
end
