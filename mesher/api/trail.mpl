##! The audit log: writing it from handlers, and reading it.

from Api.Context import Context, success
from Api.Guard import Caller, Role
from Api.Input import Refusal
from Storage.Audit import Deed, Entry
from Storage.Projects import Project
import Api.Guard
import Api.Input
import Storage.Audit
import Storage.Clock

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  HTTP.on_get(router, "/api/v1/orgs/:org/audit", fn request -> list(context, request) end)
end

## Notes what a caller did: `action` to `target`, in an organization and maybe a project. What cannot be noted is told in the log:
## the deed itself is done.
pub fn note(
  context :: Context,
  request :: Request,
  caller :: Caller,
  place :: (Option<String>, Option<String>),
  action :: String,
  target :: String,
  details :: Json
) -> () do
  let (org_id, project_id) = place
  let deed = Deed {
    org_id: org_id,
    project_id: project_id,
    user_id: Guard.user_of(caller),
    actor: Guard.name_of(caller),
    action: action,
    target: target,
    details: details,
    address: Input.address(context.config, request)
  }
  case Audit.record(context.db, deed) do
    Ok(_) -> ()
    Err(error) ->
      Log.error("the audit log could not be written", json {
        error: "${error}",
        action: action,
        target: target
      })
  end
end

## Notes what a caller did to something of a project, if the answer says that it was done. Gives the answer on.
pub fn done(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project,
  action :: String,
  target :: String,
  answer :: Response
) -> Response do
  if answer.status < 300 do
    let place = (Some(project.org_id), Some(project.id))
    note(context, request, caller, place, action, target, JsonObject(%{}))
  end
  answer
end

# `GET /api/v1/orgs/:org/audit`: newest first, older ones by `cursor`.
fn list(context :: Context, request :: Request) -> Response do
  Guard.organization(context, request, Admin, fn _, org_id ->
    Input.answer(page(context, request, org_id))
  end)
end

fn page(context :: Context, request :: Request, org_id :: String) -> Result<Response, Refusal> do
  let limit = Input.limit(request)
  let entries = Audit.of_org(context.db, org_id, Request.query(request, "cursor"), limit + 1)?
  let shown = List.take(entries, limit)
  let has_more = List.length(entries) > limit
  let next = if has_more do Option.map(List.final(shown), fn entry -> entry.id end) else None end
  Ok(success(json { data: List.map(shown, entry_json), has_more: has_more, next_cursor: next }))
end

fn entry_json(entry :: Entry) -> Json do
  json {
    id: entry.id,
    at: Clock.shown(entry.at),
    actor: entry.actor,
    user_id: entry.user_id,
    project_id: entry.project_id,
    action: entry.action,
    target: entry.target,
    details: Result.unwrap_or(Json.parse(entry.details), JsonNull),
    address: entry.address
  }
end
