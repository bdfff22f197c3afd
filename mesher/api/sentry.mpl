##! What Sentry clients speak: `POST /api/<number>/envelope/` and `POST /api/<number>/store/`.

from Api.Context import Context
from Ingestion.Envelope import Envelope, Item
from Ingestion.Fields import text, first_text, or_null, micros
from Ingestion.Pipeline import Answer, Denial, Place
from Ingestion.Sentry import Origin
from Services.EventProcessor import Submission
from Services.RateLimiter import Quota
from Services.Registry import Pipeline
from Storage.Projects import Project
import Figures
import Ingestion.Auth
import Ingestion.Bodies
import Ingestion.Envelope
import Ingestion.Ids
import Ingestion.Items
import Ingestion.Pipeline
import Services.EventProcessor
import Services.Tally

## An envelope: its event is stored, its other items are kept as the project wishes.
pub fn envelope(context :: Context, request :: Request) -> Response do
  authorised(request, true, fn pipeline, project ->
    let limits = context.config
    case Bodies.read(request, limits.max_compressed_bytes, limits.max_envelope_bytes) do
      Err(status) -> unread(project, status)
      Ok(body) ->
        case Envelope.parse(body) do
          Err(reason) -> invalid(project, 400, reason)
          Ok(envelope) -> take(context, pipeline, project, request, envelope)
        end
    end
  end)
end

## A body that is one event, from older clients.
pub fn store(context :: Context, request :: Request) -> Response do
  authorised(request, false, fn pipeline, project ->
    let most = context.config.max_event_bytes
    # Base64 takes a third more.
    let text = Result.and_then(Bodies.read(request, 2 * most, 2 * most), fn body ->
      Bodies.event_text(body, most)
    end)
    case text do
      Err(status) -> unread(project, status)
      Ok(body) -> do
        let origin = Origin { id: None, sent_at: None, client: Auth.client_of(request) }
        answered(event(context, pipeline, project, SentryEvent(body, origin)))
      end
    end
  end)
end

## Whether a path is one that these clients use.
pub fn is_endpoint(path :: String) -> Bool do
  Regex.is_match(~r/^\/api\/(?:[^\/]+\/(?:envelope|store)\/?$|[1-9][0-9]*\/)/, path)
end

## What is refused before a handler of these routes runs (a wrong method, an unknown path, a host that is not ours) is said in the
## form that its clients understand.
pub fn step(request :: Request, next :: Fun(Request) -> Response) -> Response do
  let answer = next(request)
  if is_endpoint(request.path) and answer.status >= 400 and not is_said(answer) do
    let allow = List.filter(answer.headers, fn((name, _)) -> name == "allow" end)
    HTTP.with_headers(detail(answer.status, reason_of(answer)), Map.from_list(allow))
  else
    answer
  end
end

fn reason_of(answer :: Response) -> String do
  case (answer.status, Json.parse(answer.body)) do
    (404, _) -> "not found"
    (405, _) -> "method not allowed"
    (_, Ok(body)) -> first_text([text(body, "error"), Some("refused")])
    _ -> "refused"
  end
end

fn is_said(answer :: Response) -> Bool =
  List.any(answer.headers, fn((name, _)) -> name == "x-sentry-error" end)

# ---- authority --------------------------------------------------------------------------------------------------

## Handles a request with the key of the project in its path. Nothing of the body is read for that, but its first line where the
## key may stand in it (`in_body`) and stands nowhere else.
pub fn authorised(
  request :: Request,
  in_body :: Bool,
  handle :: Fun(Pipeline, Project) -> Response
) -> Response do
  let number = Option.unwrap_or(Request.param(request, "number"), "")
  if not Regex.is_match(~r/^[0-9]+$/, number) do
    detail(400, "invalid project number")
  else
    case Result.map(key_of(request, in_body), fn key -> Pipeline.authorised(request, key) end) do
      Err(status) -> unreadable(status)
      Ok(Ok((pipeline, project))) when Some(project.number) == String.to_int(number) ->
        handle(pipeline, project)
      Ok(Ok(_)) -> denied(UnknownKey)
      Ok(Err(denial)) -> denied(denial)
    end
  end
end

## What one of these clients is told that is not let in.
pub fn denied(denial :: Denial) -> Response do
  case denial do
    NotReady -> unstored()
    NoKey -> refused(401, "missing or unusable authorization")
    UnknownKey -> refused(403, "unknown key")
    ForeignOrigin -> refused(403, "origin not allowed")
    NotKnown(error) -> do
      Log.error("internal error", json { error: error })
      unstored()
    end
  end
end

fn key_of(request :: Request, in_body :: Bool) -> Result<Option<String>, Int> do
  case Auth.claim_of(request) do
    Some(claim) -> Ok(Auth.key_in(claim))
    None when in_body -> do
      let header = Bodies.head(request)?
      Ok(
        Option.and_then(
          Option.and_then(header, fn found -> text(found, "dsn") end),
          Auth.key_in_dsn
        )
      )
    end
    None -> Ok(None)
  end
end

fn refused(status :: Int, reason :: String) -> Response do
  Figures.rejected("unauthorized").increment()
  detail(status, reason)
end

# ---- what cannot be read ----------------------------------------------------------------------------------------

fn unread(project :: Project, status :: Int) -> Response do
  let (figure, outcome, reason) = case status do
    413 -> ("too_large", "invalid", "too_large")
    503 -> ("unavailable", "limited", "unavailable")
    _ -> ("invalid", "invalid", "unreadable")
  end
  Figures.rejected(figure).increment()
  Tally.count(project.id, "error", outcome, reason, 1)
  unreadable(status)
end

fn unreadable(status :: Int) -> Response do
  case status do
    413 -> detail(413, "payload too large")
    415 -> detail(415, "unsupported content encoding")
    408 -> detail(408, "the body came too slowly")
    503 -> unstored()
    _ -> detail(400, "unreadable body")
  end
end

fn invalid(project :: Project, status :: Int, reason :: String) -> Response do
  Figures.rejected("invalid").increment()
  Tally.count(project.id, "error", "invalid", "envelope", 1)
  detail(status, reason)
end

# ---- events -----------------------------------------------------------------------------------------------------

# What became of the event of a request.
struct Taken do
  answer :: Answer
  ## None where it was not asked for tokens.
  quota :: Option<Quota>
end

fn take(
  context :: Context,
  pipeline :: Pipeline,
  project :: Project,
  request :: Request,
  envelope :: Envelope
) -> Response do
  let origin = Origin {
    id: Option.and_then(text(envelope.header, "event_id"), Ids.event_id),
    sent_at: micros(or_null(envelope.header, "sent_at")),
    client: Auth.client_of(request)
  }
  let (events, others) = List.partition(envelope.items, fn item -> item.kind == "event" end)
  case events do
    [] ->
      case Items.stand_in(origin, others) do
        None -> kept(context, project, origin, others, ids(origin.id))
        Some(body) -> with_event(context, pipeline, project, origin, others, body)
      end
    [item] ->
      if Bytes.length(item.payload) > context.config.max_event_bytes do
        unread(project, 413)
      else
        with_event(context, pipeline, project, origin, others, Bytes.to_string_lossy(item.payload))
      end
    _ -> invalid(project, 400, "more than one event")
  end
end

# What comes with an event is kept when that is; what does not belong to it in any case.
fn with_event(
  context :: Context,
  pipeline :: Pipeline,
  project :: Project,
  origin :: Origin,
  others :: List<Item>,
  body :: String
) -> Response do
  let taken = event(context, pipeline, project, SentryEvent(body, origin))
  let answer = answered(taken)
  case taken.answer do
    Accepted(id, place) when place != NotKept ->
      kept(context, project, %{origin | id: Some(id)}, others, answer)
    _ ->
      kept(
        context,
        project,
        origin,
        List.reject(others, fn item -> item.kind == "attachment" end),
        answer
      )
  end
end

fn kept(
  context :: Context,
  project :: Project,
  origin :: Origin,
  others :: List<Item>,
  answer :: Response
) -> Response do
  if List.is_empty(others) do
    answer
  else
    case Items.take(context.db, context.config, project, origin, others) do
      Ok(_) -> answer
      Err(error) -> do
        Log.error("items cannot be stored", json { error: "${error}" })
        unstored()
      end
    end
  end
end

fn ids(id :: Option<String>) -> Response do
  let fields = case id do
    Some(known) -> %{"id" => known}
    None -> %{}
  end
  HTTP.response(200, Json.encode(fields))
end

fn event(
  context :: Context,
  pipeline :: Pipeline,
  project :: Project,
  submission :: Submission
) -> Taken do
  if not Pipeline.is_sampled(project) do
    Taken { answer: Accepted(EventProcessor.id_in(submission), NotKept), quota: None }
  else
    let quota = Pipeline.take_tokens(pipeline, project, 1)
    if quota.allowed do
      Taken {
        answer: Pipeline.submit(pipeline, context.config, project, submission),
        quota: Some(quota)
      }
    else
      Taken { answer: Unstored, quota: Some(quota) }
    end
  end
end

## Takes an event that came by another route of these clients: what became of it, and what they are told.
pub fn take_event(
  context :: Context,
  pipeline :: Pipeline,
  project :: Project,
  submission :: Submission
) -> (Answer, Response) do
  let taken = event(context, pipeline, project, submission)
  (taken.answer, answered(taken))
end

fn answered(taken :: Taken) -> Response do
  case taken.quota do
    Some(quota) when not quota.allowed -> do
      HTTP.with_headers(
        detail(429, "rate limited"),
        Map.put(limits(quota), "retry-after", "${quota.seconds_left}")
      )
    end
    Some(quota) when quota.exhausted -> HTTP.with_headers(said(taken.answer), limits(quota))
    _ -> said(taken.answer)
  end
end

fn said(answer :: Answer) -> Response do
  case answer do
    Accepted(id, _) -> ids(Some(id))
    Refused(reason) -> detail(400, reason)
    Unstored -> unstored()
  end
end

# Only errors are limited: a client that is told so goes on sending its other items.
fn limits(quota :: Quota) -> Map<String, String> do
  %{
    "x-sentry-rate-limits" => "${quota.seconds_left}:default;error;security:${quota.scope}:rate_limit"
  }
end

## While a service restarts or cannot store.
pub fn unstored() -> Response =
  HTTP.with_headers(detail(503, "unavailable"), %{"retry-after" => "5"})

## An answer as these clients read it.
pub fn detail(status :: Int, text :: String) -> Response do
  HTTP.response_with_headers(
    status,
    Json.encode(json { detail: text }),
    %{"x-sentry-error" => text}
  )
end
