##! The dialog that a page of a customer shows when it has failed (`Sentry.showReportDialog`): its script, and what users say in it.

from Api.Context import Context
from Ingestion.Envelope import Item
from Ingestion.Pipeline import Denial
from Ingestion.Sentry import Origin
from Storage.Projects import Project
import Api.Sentry
import Ingestion.Auth
import Ingestion.Ids
import Ingestion.Items
import Ingestion.Pipeline

## Where the clients look for it.
pub fn path() -> String = "/api/embed/error-page"

# Three texts.
fn form_limits() -> FormLimits =
  FormLimits { parts: 10, field: 16384, file: 0, all: 65536, memory: 65536 }

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router
    |> HTTP.on_get(path(), script)
    |> HTTP.on_post_raw(path(), fn request -> report(context, request) end)
end

# The project of the DSN and the event in the query: who shows no key hears of nothing else.
fn asked(request :: Request) -> Result<(Project, String), Response> do
  let dsn = Option.unwrap_or(Request.query(request, "dsn"), "")
  let event = Option.and_then(Request.query(request, "eventId"), Ids.event_id)
  case Pipeline.authorised(request, Auth.key_in_dsn(dsn)) do
    Ok((_, project)) when Some(project.number) == number_in(dsn) ->
      Result.map(Option.ok_or(event, Sentry.detail(400, "missing or invalid eventId")), fn id ->
        (project, id)
      end)
    Ok(_) -> Err(Sentry.denied(UnknownKey))
    Err(NoKey) -> Err(Sentry.detail(401, "missing or unusable dsn"))
    Err(denial) -> Err(Sentry.denied(denial))
  end
end

fn number_in(dsn :: String) -> Option<Int> do
  Option.and_then(Regex.captures(~r/\/(\d{1,15})\/?$/, dsn), fn groups ->
    Option.and_then(List.at(groups, 1), String.to_int)
  end)
end

# The script takes its texts from the address that it was loaded by: nothing of that is written into it.
fn script(request :: Request) -> Response do
  case asked(request) do
    Err(refusal) -> refusal
    Ok(_) ->
      HTTP.response_with_headers(200, Embedded.text(embed("web/embed/error-page.js")), %{
        "content-type" => "text/javascript; charset=utf-8",
        "cache-control" => "no-store",
        "cross-origin-resource-policy" => "cross-origin",
        "x-content-type-options" => "nosniff"
      })
  end
end

fn report(context :: Context, request :: Request) -> Response do
  case asked(request) do
    Err(refusal) -> refusal
    Ok((project, event_id)) ->
      case Form.read_with(request, form_limits()) do
        Err(status) -> Sentry.detail(status, "unreadable form")
        Ok(form) -> kept(context, project, event_id, form)
      end
  end
end

fn kept(context :: Context, project :: Project, event_id :: String, form :: Form) -> Response do
  let said = fn name -> String.trim(Option.unwrap_or(Form.get(form, name), "")) end
  if said("comments") == "" do
    HTTP.response(400, Json.encode(json { errors: json { comments: ["This field is required."] } }))
  else
    let body = json {
      event_id: event_id,
      name: said("name"),
      email: said("email"),
      comments: said("comments")
    }
    let payload = Bytes.from_string(Json.encode(body))
    let item = Item { kind: "user_report", header: json {}, payload: payload }
    let origin = Origin { id: Some(event_id), sent_at: None, client: None }
    case Items.take(context.db, context.config, project, origin, [item]) do
      Ok(_) -> HTTP.response(200, "{}")
      Err(error) -> do
        Log.error("items cannot be stored", json { error: "${error}" })
        Sentry.unstored()
      end
    end
  end
end
