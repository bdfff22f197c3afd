##! Changing issues.

from Api.Asked import answered
from Api.Context import Context, failure, unavailable, success
from Api.Guard import Role
from Ingestion.Ids import is_uuid
from Services.EventStore import EventStore
import Api.Guard
import Services.Registry
import Storage.Issues

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router |> HTTP.on_post("/api/v1/issues/:id/:action", fn request -> permitted(context, request) end)
end

# An unknown issue is no error, but nothing to be changed.
fn permitted(context :: Context, request :: Request) -> Response do
  let id = String.to_lower(Option.unwrap_or(Request.param(request, "id"), ""))
  Guard.signed_in(context, request, fn _ ->
    case Issues.project_of(context.db, id) do
      Ok(None) -> change(request)
      _ -> Guard.issue(context, request, Member, fn _, _, _ -> change(request) end)
    end
  end)
end

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
  answered(affected, fn count -> success(json { status: "ok", affected: count }) end)
end
