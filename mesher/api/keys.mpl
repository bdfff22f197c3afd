##! Keys of projects.

from Api.Context import Context, success
from Api.Guard import Caller, Role
from Api.Input import Refusal
from Ingestion.Ids import is_uuid
from Storage.Keys import Key
from Storage.Projects import Project
import Api.Guard
import Api.Input
import Api.Trail
import Configuration
import Names
import Services.Caches
import Storage.Clock
import Storage.Keys
import Storage.Projects

type Outcome = Result<Response, Refusal>

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router
    |> HTTP.on_get("/api/v1/projects/:project/api-keys", fn request ->
      Guard.project(context, request, Member, fn _, project ->
        Input.answer(list(context, project))
      end)
    end)
    |> HTTP.on_post_raw("/api/v1/projects/:project/api-keys", fn request ->
      Guard.project(context, request, Admin, fn caller, project ->
        Input.answer(create(context, request, caller, project))
      end)
    end)
    |> HTTP.on_post_raw("/api/v1/api-keys/:key", fn request -> of_key(context, request, change) end)
    |> HTTP.on_post_raw("/api/v1/api-keys/:key/rotate", fn request ->
      of_key(context, request, rotate)
    end)
    |> HTTP.on_post_raw("/api/v1/api-keys/:key/revoke", fn request ->
      of_key(context, request, revoke)
    end)
end

fn id_in(request :: Request) -> String =
  String.to_lower(Option.unwrap_or(Request.param(request, "key"), ""))

fn of_key(
  context :: Context,
  request :: Request,
  handle :: Fun(Context, Request, Caller, Project, Key) -> Result<Response, Refusal>
) -> Response do
  let find = fn -> project_of(context.db, id_in(request)) end
  Guard.of_project(context, request, Admin, "api key", find, fn caller, project ->
    Input.answer(handled(context, request, caller, project, handle))
  end)
end

fn project_of(db :: Db, key_id :: String) -> Result<Option<Project>, DbError> do
  case Keys.find(db, key_id)? do
    Some(key) when is_uuid(key_id) -> Projects.find(db, key.project_id)
    _ -> Ok(None)
  end
end

fn handled(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project,
  handle :: Fun(Context, Request, Caller, Project, Key) -> Result<Response, Refusal>
) -> Result<Response, Refusal> do
  let key = Input.there(Keys.find(context.db, id_in(request))?, "api key")?
  handle(context, request, caller, project, key)
end

fn list(context :: Context, project :: Project) -> Result<Response, Refusal> do
  Ok(success(List.map(Keys.of_project(context.db, project.id)?, fn key ->
    key_json(context, project, key)
  end)))
end

fn key_json(context :: Context, project :: Project, key :: Key) -> Json do
  json {
    id: key.id,
    project_id: key.project_id,
    key_value: key.key_value,
    label: key.label,
    rate_limit: key.rate_limit,
    allowed_origins: String.words(key.allowed_origins),
    created_at: Clock.shown(key.created_at),
    revoked_at: Option.map(key.revoked_at, Clock.shown),
    dsn: Configuration.dsn(context.config, key.key_value, project.number)
  }
end

fn note(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project,
  action :: String,
  id :: String,
  details :: Json
) -> () do
  Caches.forget(context.db, "keys", id)
  Trail.note(
    context,
    request,
    caller,
    (Some(project.org_id), Some(project.id)),
    action,
    id,
    details
  )
end

# `POST /api/v1/projects/:project/api-keys`
fn create(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let label = Names.title(Option.unwrap_or(Input.text_of(body, "label")?, "default"), "label", 100)?
  let rate_limit = Option.unwrap_or(Input.number_of(body, "rate_limit", 0, 1000000000)?, None)
  let origins = Option.unwrap_or(Input.origins(body, "allowed_origins")?, "")
  if List.length(List.filter(Keys.of_project(context.db, project.id)?, fn key ->
        Option.is_none(key.revoked_at)
      end)) >=
      200 do
    return Err(Refused(409, "there are 200 valid keys already"))
  end
  let (id, text) = Keys.create(context.db, project.id, label, "", rate_limit, origins)?
  note(context, request, caller, project, "key.create", id, json { label: label })
  made(context, project, id, text)
end

fn made(
  context :: Context,
  project :: Project,
  id :: String,
  text :: String
) -> Result<Response, Refusal> do
  let dsn = Configuration.dsn(context.config, text, project.number)
  Ok(HTTP.response(201, Json.encode(json { id: id, key_value: text, dsn: dsn })))
end

# `POST /api/v1/api-keys/:key`: any of label, rate_limit and allowed_origins.
fn change(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project,
  key :: Key
) -> Outcome do
  let body = Input.object(request)?
  let changed = %{key |
    label: Names.title(Option.unwrap_or(Input.text_of(body, "label")?, key.label), "label", 100)?,
    rate_limit:
      Option.unwrap_or(Input.number_of(body, "rate_limit", 0, 1000000000)?, key.rate_limit),
    allowed_origins: Option.unwrap_or(Input.origins(body, "allowed_origins")?, key.allowed_origins)
  }
  let count = Keys.change(context.db, changed)?
  note(context, request, caller, project, "key.change", key.id, json {
    label: changed.label,
    rate_limit: changed.rate_limit
  })
  Ok(Input.affected(count))
end

# `POST /api/v1/api-keys/:key/rotate`: the old key ends, a new one with the same rights begins.
fn rotate(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project,
  key :: Key
) -> Outcome do
  case Keys.rotate(context.db, key)? do
    None -> Err(Refused(409, "the key is revoked"))
    Some((id, text)) -> do
      note(context, request, caller, project, "key.rotate", key.id, json {
        label: key.label,
        new: id
      })
      made(context, project, id, text)
    end
  end
end

# `POST /api/v1/api-keys/:key/revoke`
fn revoke(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project,
  key :: Key
) -> Outcome do
  let count = Keys.revoke(context.db, key.id)?
  note(context, request, caller, project, "key.revoke", key.id, json { label: key.label })
  Ok(Input.affected(count))
end
