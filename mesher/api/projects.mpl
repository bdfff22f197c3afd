##! Projects: making, naming and deleting them.

from Api.Context import Context, success
from Api.Guard import Caller, Role
from Api.Input import Refusal
from Services.OrgService import OrgService
from Storage.Projects import Project, NewProject
import Api.Guard
import Api.Input
import Api.Trail
import Configuration
import Services.Caches
import Storage.Clock
import Storage.Deletion
import Slugs
import Storage.Keys
import Storage.Projects

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router
    |> HTTP.on_get("/api/v1/projects", fn request ->
      Guard.signed_in(context, request, fn caller -> Input.answer(visible(context, caller)) end)
    end)
    |> HTTP.on_get("/api/v1/orgs/:org/projects", fn request ->
      Guard.organization(context, request, Member, fn _, org_id ->
        Input.answer(of_org(context, org_id))
      end)
    end)
    |> HTTP.on_post_raw("/api/v1/orgs/:org/projects", fn request ->
      Guard.organization(context, request, Admin, fn caller, org_id ->
        Input.answer(create(context, request, caller, org_id))
      end)
    end)
    |> HTTP.on_get("/api/v1/projects/:project", fn request ->
      Guard.project(context, request, Member, fn _, project ->
        Input.answer(show(context, project))
      end)
    end)
    |> HTTP.on_post_raw("/api/v1/projects/:project", fn request ->
      Guard.project(context, request, Admin, fn caller, project ->
        Input.answer(change(context, request, caller, project))
      end)
    end)
    |> HTTP.on_post_raw("/api/v1/projects/:project/delete", fn request ->
      Guard.project(context, request, Owner, fn caller, project ->
        Input.answer(delete(context, request, caller, project))
      end)
    end)
end

# ---- reading ----------------------------------------------------------------------------------------------------

fn visible(context :: Context, caller :: Caller) -> Result<Response, Refusal> do
  shown(context, Projects.visible_to(context.db, Guard.sees(context, caller))?)
end

fn of_org(context :: Context, org_id :: String) -> Result<Response, Refusal> do
  shown(context, Projects.of_org(context.db, org_id)?)
end

fn shown(context :: Context, projects :: List<Project>) -> Result<Response, Refusal> do
  let keys = Keys.first_of(context.db, List.map(projects, fn project -> project.id end))?
  Ok(success(List.map(projects, fn project ->
    project_json(context, project, Map.fetch(keys, project.id))
  end)))
end

fn show(context :: Context, project :: Project) -> Result<Response, Refusal> do
  let keys = Keys.first_of(context.db, [project.id])?
  Ok(success(project_json(context, project, Map.fetch(keys, project.id))))
end

fn project_json(context :: Context, project :: Project, key :: Option<String>) -> Json do
  json {
    id: project.id,
    number: project.number,
    org_id: project.org_id,
    name: project.name,
    slug: project.slug,
    platform: project.platform,
    created_at: Clock.shown(project.created_at),
    dsn: Option.map(key, fn text -> Configuration.dsn(context.config, text, project.number) end)
  }
end

# ---- changing ---------------------------------------------------------------------------------------------------

# `POST /api/v1/orgs/:org/projects`: with a key, so that it can be sent to.
fn create(
  context :: Context,
  request :: Request,
  caller :: Caller,
  org_id :: String
) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let name = Input.title(Input.required(body, "name")?, "name", 100)?
  let platform = platform_of(body, "")?
  let wanted = Input.text_of(body, "slug")?
  let slug = case wanted do
    Some(text) -> Input.slug(text)?
    None -> Slugs.of(name)
  end
  let days = context.config.retention_days
  let new = NewProject {
    org_id: org_id,
    name: name,
    slug: slug,
    platform: platform,
    retention_days: days
  }
  let outcome = case (created(context.db, new), wanted) do
    # A slug that nobody asked for gives way.
    (Err(Constraint(Unique, _)), None) ->
      created(context.db, %{new | slug: "${slug}-${Crypto.random_hex(3)}"})
    (done, _) -> done
  end
  let (id, number, key) = Input.unique(outcome, "slug is taken")?
  let project = Input.there(Projects.find(context.db, id)?, "project")?
  Trail.note(
    context,
    request,
    caller,
    (Some(org_id), Some(id)),
    "project.create",
    id,
    json { name: name, number: number }
  )
  let dsn = Configuration.dsn(context.config, key, number)
  Ok(
    HTTP.response(
      201,
      Json.encode(json { id: id, number: number, slug: project.slug, key_value: key, dsn: dsn })
    )
  )
end

fn created(db :: Db, new :: NewProject) -> Result<(String, Int, String), DbError> do
  Db.transaction(db, fn tx ->
    let (id, number) = Projects.create(tx, new)?
    let (_, key) = Keys.create(tx, id, "default", "", None, "")?
    Ok((id, number, key))
  end)
end

fn platform_of(body :: Json, old :: String) -> Result<String, Refusal> do
  let platform = Option.unwrap_or(Input.text_of(body, "platform")?, old)
  if Regex.is_match(~r/^[\w.-]{0,64}$/, platform) do
    Ok(platform)
  else
    Err(Refused(400, "platform must have at most 64 letters, digits, dots, _ and -"))
  end
end

# `POST /api/v1/projects/:project`: another name, slug or platform.
fn change(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let name = Input.title(Option.unwrap_or(Input.text_of(body, "name")?, project.name), "name", 100)?
  let slug = case Input.text_of(body, "slug")? do
    Some(text) -> Some(Input.slug(text)?)
    None -> project.slug
  end
  let platform = platform_of(body, Option.unwrap_or(project.platform, ""))?
  let changed = %{project |
    name: name,
    slug: slug,
    platform: Option.filter(Some(platform), fn text -> text != "" end)
  }
  let count = Input.unique(Projects.change(context.db, changed), "slug is taken")?
  Caches.forget(context.db, "projects", project.id)
  let details = json { name: name, slug: slug, platform: platform }
  Trail.note(
    context,
    request,
    caller,
    (Some(project.org_id), Some(project.id)),
    "project.change",
    project.id,
    details
  )
  Ok(Input.affected(count))
end

# `POST /api/v1/projects/:project/delete`: it is gone at once, its rows soon.
fn delete(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  let count = Deletion.begin(context.db, project.id)?
  Caches.forget(context.db, "projects", project.id)
  let worker :: Option<Pid<OrgService>> = Process.named("org_service")
  case worker do
    Some(pid) -> OrgService.project_deleted(pid)
    # It looks itself when it starts.
    None -> ()
  end
  let details = json { name: project.name, number: project.number }
  Trail.note(
    context,
    request,
    caller,
    (Some(project.org_id), Some(project.id)),
    "project.delete",
    project.id,
    details
  )
  Ok(Input.affected(count))
end
