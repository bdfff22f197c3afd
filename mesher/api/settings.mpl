##! What a project keeps, and how much of it.

from Api.Context import Context, success
from Api.Guard import Caller, Role
from Api.Input import Refusal
from Storage.Projects import Project
import Api.Guard
import Api.Input
import Api.Trail
import Services.Caches
import Storage.Projects
import Storage.Transactions

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router
    |> HTTP.on_get("/api/v1/projects/:project/settings", fn request ->
      Guard.project(context, request, Member, fn _, project ->
        Input.answer(show(context, project))
      end)
    end)
    |> HTTP.on_post_raw("/api/v1/projects/:project/settings", fn request ->
      Guard.project(context, request, Admin, fn caller, project ->
        Input.answer(change(context, request, caller, project))
      end)
    end)
    |> HTTP.on_get("/api/v1/projects/:project/storage", fn request ->
      Guard.project(context, request, Member, fn _, project ->
        Input.answer(storage(context, project))
      end)
    end)
end

fn show(context :: Context, project :: Project) -> Result<Response, Refusal> do
  Ok(success(settings_json(project, Transactions.rate(context.db, project.id)?)))
end

fn settings_json(project :: Project, transactions_sample :: Float) -> Json do
  json {
    retention_days: project.retention_days,
    retention_bytes: project.retention_bytes,
    sample_rate: project.sample_rate,
    transactions_sample: transactions_sample,
    rate_limit: project.rate_limit,
    allowed_origins: String.words(project.allowed_origins)
  }
end

# `POST /api/v1/projects/:project/settings`: any of them.
fn change(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let days = case Input.number_of(body, "retention_days", 1, 3650)? do
    Some(Some(count)) -> count
    Some(None) -> context.config.retention_days
    None -> project.retention_days
  end
  let bytes = Input.number_of(body, "retention_bytes", 1048576, 1125899906842624)?
  let changed = %{project |
    retention_days: days,
    retention_bytes: Option.unwrap_or(bytes, project.retention_bytes),
    rate_limit:
      Option.unwrap_or(Input.number_of(body, "rate_limit", 0, 1000000000)?, project.rate_limit),
    sample_rate: Option.unwrap_or(Input.share_of(body, "sample_rate")?, project.sample_rate),
    allowed_origins:
      Option.unwrap_or(Input.origins(body, "allowed_origins")?, project.allowed_origins)
  }
  let old_sample = Transactions.rate(context.db, project.id)?
  let sample = Option.unwrap_or(Input.share_of(body, "transactions_sample")?, old_sample)
  let count = Db.transaction(context.db, fn tx ->
    if sample != old_sample do
      Transactions.set_rate(tx, project.id, sample)?
    end
    Projects.change(tx, changed)
  end)?
  Caches.forget(context.db, "projects", project.id)
  let place = (Some(project.org_id), Some(project.id))
  Trail.note(
    context,
    request,
    caller,
    place,
    "project.settings",
    project.id,
    settings_json(changed, sample)
  )
  Ok(Input.affected(count))
end

# `GET /api/v1/projects/:project/storage`: as `estimated_bytes` what events take as they came.
fn storage(context :: Context, project :: Project) -> Result<Response, Refusal> do
  let usage = Projects.usage(context.db, project.id)?
  Ok(success(json { event_count: usage.event_count, estimated_bytes: usage.bytes }))
end
