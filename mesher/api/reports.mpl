##! What comes to the clients' address without an SDK: reports of browsers, minidumps, and check-ins by `curl`.

from Api.Context import Context
from Ingestion.Fields import first_text
from Ingestion.Items.CheckinItem import CheckIn
from Ingestion.Items.Texts import kept
from Ingestion.Pipeline import Answer, Place
from Ingestion.Sentry import Origin
from Services.EventProcessor import Submission
from Services.Registry import Pipeline
from Services.ItemLimiter import granted
from Services.Tally import count
from Storage.Attachments import NewFile
from Storage.Monitors import Taken
from Storage.Projects import Project
import Api.Sentry
import Figures
import Ingestion.Bodies
import Ingestion.Items
import Ingestion.Items.BrowserReport
import Ingestion.Items.CheckinItem
import Storage.Clock
import Storage.Monitors
import Streaming.Transport

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  let check_in = fn request -> cron(context, request) end
  router
    |> HTTP.on_post_raw("/api/:number/security", fn request -> security(context, request) end)
    |> HTTP.on_post_raw("/api/:number/csp-report", fn request -> security(context, request) end)
    |> HTTP.on_post_raw("/api/:number/minidump", fn request -> minidump(context, request) end)
    |> HTTP.on_get("/api/:number/cron/:slug", check_in)
    |> HTTP.on_post("/api/:number/cron/:slug", check_in)
    |> HTTP.on_get("/api/:number/cron/:slug/:key", check_in)
    |> HTTP.on_post("/api/:number/cron/:slug/:key", check_in)
end

fn query(request :: Request, name :: String, most :: Int) -> String do
  kept(Option.unwrap_or(Request.query(request, name), ""), most)
end

# ---- browsers ---------------------------------------------------------------------------------------------------

fn report_bytes() -> Int = 262144

fn security(context :: Context, request :: Request) -> Response do
  Sentry.authorised(request, false, fn pipeline, project ->
    case text_of(request) do
      Err(status) ->
        refused(project, status, if status == 413 do "payload too large" else "unreadable body" end)
      Ok(body) -> do
        let agent = kept(Option.unwrap_or(Request.header(request, "user-agent"), ""), 500)
        let (release, environment) = (
          query(request, "sentry_release", 200),
          query(request, "sentry_environment", 64)
        )
        case BrowserReport.events(body, agent, release, environment) do
          Err(reason) -> refused(project, 400, reason)
          Ok((events, beyond)) -> do
            count(project.id, "security", "limited", "too_many_in_request", beyond)
            reported(context, pipeline, project, events, false)
          end
        end
      end
    end
  end)
end

fn text_of(request :: Request) -> Result<String, Int> do
  Result.map(Bodies.read(request, report_bytes(), report_bytes()), Bytes.to_string_lossy)
end

fn refused(project :: Project, status :: Int, reason :: String) -> Response do
  Figures.rejected("invalid").increment()
  count(project.id, "security", "invalid", if status == 413 do "too_large" else "report" end, 1)
  Sentry.detail(status, reason)
end

# One after the other until one is refused; what was taken before is taken.
fn reported(
  context :: Context,
  pipeline :: Pipeline,
  project :: Project,
  events :: List<String>,
  took :: Bool
) -> Response do
  case events do
    [] -> HTTP.response(201, "{}")
    body :: rest -> do
      let origin = Origin { id: None, sent_at: None, client: Some("mesher.browser-report/1") }
      case Sentry.take_event(context, pipeline, project, SentryEvent(body, origin)) do
        (Accepted(_, _), _) -> reported(context, pipeline, project, rest, true)
        (_, answer) ->
          if took and answer.status == 429 do
            let others = List.reject(answer.headers, fn((name, _)) -> name == "x-sentry-error" end)
            HTTP.with_headers(HTTP.response(201, "{}"), Map.from_list(others))
          else
            answer
          end
      end
    end
  end
end

# ---- minidumps --------------------------------------------------------------------------------------------------

fn minidump(context :: Context, request :: Request) -> Response do
  Sentry.authorised(request, false, fn pipeline, project ->
    let most = context.config.max_attachment_bytes
    let limits = %{Form.default_limits() | parts: 50, file: most, all: most + 4194304}
    case Form.read_with(request, limits) do
      Err(status) -> Sentry.detail(if status == 415 do 400 else status end, unread(status))
      Ok(form) ->
        case Form.file(form, "upload_file_minidump") do
          None -> Sentry.detail(400, "missing minidump")
          Some(dump) -> crashed(context, pipeline, project, form, dump)
        end
    end
  end)
end

fn unread(status :: Int) -> String do
  case status do
    413 -> "payload too large"
    415 -> "no multipart form"
    _ -> "unreadable body"
  end
end

# What the client says of the crash: JSON in `sentry`, or fields such as `sentry[release]`.
fn said(form :: Form) -> Json do
  let whole = Result.unwrap_or(Json.parse(Option.unwrap_or(Form.get(form, "sentry"), "")), JsonNull)
  let fields = List.filter_map(form.fields, fn((name, value)) ->
    case Regex.captures(~r/^sentry\[(\w{1,50})\]$/, name) do
      Some([_, key]) -> Some((key, JsonString(value)))
      _ -> None
    end
  end)
  case whole do
    JsonObject(known) -> JsonObject(Map.merge(Map.from_list(fields), known))
    _ -> JsonObject(Map.from_list(fields))
  end
end

fn crashed(
  context :: Context,
  pipeline :: Pipeline,
  project :: Project,
  form :: Form,
  dump :: FormFile
) -> Response do
  let event = Items.crash(None, kept(Option.unwrap_or(dump.name, ""), 200), said(form))
  let origin = Origin { id: None, sent_at: None, client: Some("mesher.minidump/1") }
  case Sentry.take_event(context, pipeline, project, SentryEvent(Json.encode(event), origin)) do
    # The files of an event that is not kept are not either.
    (Accepted(id, NotKept), answer) -> shown(id, answer)
    (Accepted(id, _), answer) ->
      case files_kept(context, project, id, form) do
        Ok(_) -> shown(id, answer)
        Err(error) -> do
          Log.error("a minidump cannot be stored", json { error: error })
          Sentry.unstored()
        end
      end
    (_, answer) -> answer
  end
end

# With the headers of the event's answer.
fn shown(id :: String, answer :: Response) -> Response do
  HTTP.response_with_headers(
    200,
    dashed(id),
    Map.put(Map.from_list(answer.headers), "content-type", "text/plain")
  )
end

fn files_kept(
  context :: Context,
  project :: Project,
  event_id :: String,
  form :: Form
) -> Result<(), String> do
  List.try_each(List.enumerate(form.files), fn((place, file)) ->
    let kind =
      if file.field == "upload_file_minidump" do "event.minidump" else "event.attachment" end
    let done = Items.take_file(context.db, context.config, project, NewFile {
      event_id: event_id,
      place: place,
      name: first_text([file.name, Some(file.field)]),
      content_type: "",
      kind: kind,
      content: Form.bytes(file)?
    })
    Result.map_err(done, fn error -> "${error}" end)
  end)
end

# As crash reporters show it.
fn dashed(id :: String) -> String do
  let cut = fn from, to -> String.slice(id, from, to) end
  String.join([cut(0, 8), cut(8, 12), cut(12, 16), cut(16, 20), cut(20, 32)], "-")
end

# ---- check-ins --------------------------------------------------------------------------------------------------

fn cron(context :: Context, request :: Request) -> Response do
  let keyed = case Request.param(request, "key") do
    Some(key) -> %{request | query: Map.put(request.query, "sentry_key", key)}
    None -> request
  end
  Sentry.authorised(keyed, false, fn _, project ->
    let fields = ["check_in_id", "status", "environment", "release"]
    let texts =
      Map.from_list(List.map(fields, fn name -> (name, JsonString(query(request, name, 200))) end))
    let duration =
      Option.map_or(String.to_float(query(request, "duration", 30)), JsonNull, JsonFloat)
    let slug_of = JsonString(Option.unwrap_or(Request.param(request, "slug"), ""))
    let body = JsonObject(Map.merge(texts, %{"monitor_slug" => slug_of, "duration" => duration}))
    case CheckinItem.parse(body) do
      Err(reason) -> Sentry.detail(400, "invalid ${reason}")
      Ok(checkin) -> noted(context, project, checkin)
    end
  end)
end

fn noted(context :: Context, project :: Project, checkin :: CheckIn) -> Response do
  Figures.item("check_in").increment()
  if granted(project.id, "monitor", 1) == 1 do
    checked_in(context, project, checkin)
  else
    count(project.id, "monitor", "limited", "rate", 1)
    Sentry.detail(429, "rate")
  end
end

fn checked_in(context :: Context, project :: Project, checkin :: CheckIn) -> Response do
  case Monitors.check_in(context.db, project.id, checkin, Clock.now()) do
    Err(error) -> do
      Log.error("a check-in cannot be stored", json { error: "${error}" })
      Sentry.unstored()
    end
    Ok(Kept(id)) -> do
      Transport.wake()
      count(project.id, "monitor", "accepted", "", 1)
      HTTP.response(202, Json.encode(json { id: id }))
    end
    Ok(NotKept(outcome, reason)) -> do
      count(project.id, "monitor", outcome, reason, 1)
      Sentry.detail(if outcome == "limited" do 429 else 404 end, reason)
    end
  end
end
