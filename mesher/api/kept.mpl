##! What is kept beside events: feedback, files, logs, release health, endpoints, and what was not kept.

from Api.Asked import answered
from Api.Context import Context, failure, success
from Api.Guard import Caller, Role
from Storage.Attachments import Attachment
from Storage.Feedback import FeedbackRow
from Storage.Logs import LogRow, LogFilter
from Storage.Projects import Project
import Api.Asked
import Api.Changes
import Api.Guard
import Api.Trail
import Ingestion.Ids
import Storage.Attachments
import Storage.Clock
import Storage.Feedback
import Storage.Logs
import Storage.Outcomes
import Storage.Projects

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  let of = "/api/v1/projects/:project"
  router
    |> HTTP.on_get(of <> "/outcomes", fn request -> outcomes(context, request) end)
    |> HTTP.on_get(of <> "/feedback", fn request -> feedback(context, request) end)
    |> HTTP.on_post(of <> "/feedback/:feedback/:action", fn request -> settle(context, request) end)
    |> HTTP.on_get(of <> "/attachments", fn request -> files(context, request) end)
    |> HTTP.on_get("/api/v1/attachments/:attachment", fn request ->
      by_id(context, request, Member, fn _, _, file -> download(context, file) end)
    end)
    |> HTTP.on_post("/api/v1/attachments/:attachment/delete", fn request ->
      by_id(context, request, Changes.role_for("delete"), fn caller, project, file ->
        let told = affected(Db.transaction(context.db, fn tx ->
          Attachments.remove(tx, file.project_id, file.id)
        end))
        Trail.done(context, request, caller, project, "attachments.delete", file.id, told)
      end)
    end)
    |> HTTP.on_get("/api/v1/events/:event/attachments", fn request ->
      of_event(context, request)
    end)
    |> HTTP.on_get(of <> "/logs", fn request -> logs(context, request) end)
end

fn affected(changed :: Result<Int, DbError>) -> Response do
  answered(changed, fn count -> success(json { status: "ok", affected: count }) end)
end

fn param(request :: Request, name :: String) -> String do
  String.to_lower(Option.unwrap_or(Request.param(request, name), ""))
end

## A time of the query, or so many microseconds ago.
pub fn since(request :: Request, ago :: Int) -> Result<Int, String> do
  let given = Asked.time(Asked.text(request, "since"), "since")?
  Ok(Option.unwrap_or(given, Clock.now() - ago))
end

## A page of rows that were asked for with one more than `limit`.
pub fn paged<T>(
  rows :: List<T>,
  limit :: Int,
  show :: Fun(T) -> Json,
  place :: Fun(T) -> (Int, String)
) -> Response do
  let page = List.take(rows, limit)
  let next = if List.length(rows) > limit do
    Option.map(List.final(page), fn row ->
      let (at, id) = place(row)
      (Clock.shown(at), id)
    end)
  else
    None
  end
  Asked.page(List.map(page, show), next)
end

# ---- outcomes ---------------------------------------------------------------------------------------------------

fn outcomes(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn _, project ->
    let bucket = Asked.text(request, "bucket")
    case since(request, 86400000000) do
      Err(reason) -> failure(400, reason)
      Ok(_) when not List.contains(["", "hour", "day"], bucket) ->
        failure(400, "invalid bucket: must be hour or day")
      Ok(from) ->
        answered(Outcomes.lines(context.db, project.id, from, bucket == "day"), fn lines ->
          success(lines)
        end)
    end
  end)
end

# ---- feedback ---------------------------------------------------------------------------------------------------

fn feedback(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn _, project ->
    let (status, event, limit) = (
      Asked.text(request, "status"),
      Asked.text(request, "event_id"),
      Asked.limit(request, 25, 100)
    )
    case Asked.cursor(request, true) do
      Err(reason) -> failure(400, reason)
      Ok(_) when not List.contains(["", "unresolved", "resolved", "spam"], status) -> do
        failure(400, "invalid status: must be unresolved, resolved or spam")
      end
      Ok(beyond) ->
        answered(Feedback.page(context.db, project.id, status, event, beyond, limit), fn rows ->
          paged(rows, limit, shown_feedback, fn row -> (row.received_at, row.id) end)
        end)
    end
  end)
end

fn shown_feedback(row :: FeedbackRow) -> Json do
  json {
    id: row.id,
    source: row.source,
    name: row.name,
    email: row.email,
    message: row.message,
    url: row.url,
    environment: row.environment,
    release: row.release,
    status: row.status,
    event_id: row.event_id,
    received_at: Clock.shown(row.received_at)
  }
end

fn settle(context :: Context, request :: Request) -> Response do
  let action = Option.unwrap_or(Request.param(request, "action"), "")
  Guard.project(context, request, Changes.role_for(action), fn caller, project ->
    let id = param(request, "feedback")
    let status = fn word -> affected(Feedback.set_status(context.db, project.id, id, word)) end
    if not Ids.is_uuid(id) do
      failure(400, "invalid id")
    else
      case action do
        "resolve" -> status("resolved")
        "unresolve" -> status("unresolved")
        "spam" -> status("spam")
        "delete" -> do
          let told = affected(Feedback.delete(context.db, project.id, id))
          Trail.done(context, request, caller, project, "feedback.delete", id, told)
        end
        _ -> failure(404, "not found")
      end
    end
  end)
end

# ---- files ------------------------------------------------------------------------------------------------------

fn files(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn _, project ->
    let limit = Asked.limit(request, 25, 100)
    let event = Asked.text(request, "event_id")
    case Asked.cursor(request, true) do
      Err(reason) -> failure(400, reason)
      Ok(beyond) -> do
        let rows = if event == "" do
          Attachments.page(context.db, project.id, beyond, limit)
        else
          Attachments.of_event(context.db, project.id, Option.unwrap_or(Ids.event_id(event), ""))
        end
        answered(rows, fn found ->
          paged(found, limit, shown_file, fn row -> (row.received_at, row.id) end)
        end)
      end
    end
  end)
end

fn shown_file(file :: Attachment) -> Json do
  json {
    id: file.id,
    event_id: file.event_id,
    name: file.name,
    content_type: file.content_type,
    kind: file.kind,
    size: file.size,
    received_at: Clock.shown(file.received_at)
  }
end

fn of_event(context :: Context, request :: Request) -> Response do
  Guard.event(context, request, fn place ->
    answered(Attachments.of_event(context.db, place.project_id, place.event_id), fn rows ->
      success(List.map(rows, shown_file))
    end)
  end)
end

fn by_id(
  context :: Context,
  request :: Request,
  role :: Role,
  handle :: Fun(Caller, Project, Attachment) -> Response
) -> Response do
  let id = param(request, "attachment")
  let project = fn ->
    case Attachments.find(context.db, id)? do
      None -> Ok(None)
      Some(file) -> Projects.find(context.db, file.project_id)
    end
  end
  if Ids.is_uuid(id) do
    Guard.of_project(context, request, role, "attachment", project, fn caller, owner ->
      Asked.found(Attachments.find(context.db, id), "attachment not found", fn file ->
        handle(caller, owner, file)
      end)
    end)
  else
    Guard.signed_in(context, request, fn _ -> failure(400, "invalid id") end)
  end
end

# Whatever is in it, browsers save it: its type is not the client's, and no page may run in it.
fn download(context :: Context, file :: Attachment) -> Response do
  HTTP.with_headers(
    HTTP.stream(200, "application/octet-stream", fn out -> parts(context, file, out, 0) end),
    %{
      "content-disposition" => "attachment; filename=\"${plain_name(file.name)}\"; filename*=UTF-8''${Url.encode(file.name)}",
      "x-content-type-options" => "nosniff",
      "content-security-policy" => "default-src 'none'; sandbox",
      "cache-control" => "private, no-store"
    }
  )
end

# For clients that know the old form only.
fn plain_name(name :: String) -> String = Regex.replace(~r/[^A-Za-z0-9._-]/, name, "_")

fn parts(context :: Context, file :: Attachment, out :: BodyWriter, number :: Int) -> () do
  case Attachments.part(context.db, file.id, number) do
    Ok(Some(part)) ->
      if HTTP.write_bytes(out, part) do parts(context, file, out, number + 1) else () end
    Ok(None) -> ()
    # Whoever gets it must not take it for whole.
    Err(error) -> panic("an attachment cannot be read: ${error}")
  end
end

# ---- logs -------------------------------------------------------------------------------------------------------

fn logs(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn _, project ->
    let limit = Asked.limit(request, 100, 500)
    case filter_of(request) do
      Err(reason) -> failure(400, reason)
      Ok(filter) ->
        case Logs.page(context.db, project.id, filter, limit) do
          Err(Timeout) -> failure(503, "the search took too long: ask for less time")
          found ->
            answered(found, fn rows ->
              paged(rows, limit, shown_line, fn row -> (row.at, row.id) end)
            end)
        end
    end
  end)
end

fn filter_of(request :: Request) -> Result<LogFilter, String> do
  let levels =
    List.reject(String.split(Asked.text(request, "level"), ","), fn level -> level == "" end)
  let known = ["trace", "debug", "info", "warn", "error", "fatal"]
  let text = Asked.text(request, "q")
  if List.any(levels, fn level -> not List.contains(known, level) end) do
    Err("invalid level: must be ${String.join(known, ", ")}")
  else if String.length(text) > 200 do
    Err("q may have 200 characters")
  else
    Ok(LogFilter {
      text: text,
      levels: levels,
      environment: Asked.text(request, "environment"),
      release: Asked.text(request, "release"),
      trace_id: Asked.text(request, "trace_id"),
      attribute: attribute_of(Asked.text(request, "attribute"))?,
      since: since(request, 86400000000)?,
      until: Asked.time(Asked.text(request, "until"), "until")?,
      beyond: Asked.cursor(request, true)?
    })
  end
end

fn attribute_of(text :: String) -> Result<Option<(String, String)>, String> do
  case String.split_once(text, ":") do
    Some((name, value)) when name != "" and String.length(text) <= 400 -> Ok(Some((name, value)))
    _ ->
      if text == "" do
        Ok(None)
      else
        Err("attribute must be a name, a colon and a value, of 400 characters at most")
      end
  end
end

fn shown_line(row :: LogRow) -> Json do
  json {
    id: row.id,
    timestamp: Clock.shown(row.at),
    level: row.level,
    body: row.body,
    environment: row.environment,
    release: row.release,
    trace_id: row.trace_id,
    attributes: Result.unwrap_or(Json.parse(row.attributes), JsonObject(%{}))
  }
end
