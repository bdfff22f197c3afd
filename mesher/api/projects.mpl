##! Projects: making, naming and deleting them.

from Api.Context import Context, success
from Api.Guard import Caller, Role
from Api.Input import Refusal
from Services.OrgService import OrgService
from Storage.Projects import Project
import Api.Guard
import Api.Input
import Api.Trail
import Configuration
import Names
import Services.Caches
import Storage.Clock
import Storage.Deletion
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
  let new = Projects.wished(
    org_id,
    Input.required(body, "name")?,
    Input.text_of(body, "slug")?,
    Option.unwrap_or(Input.text_of(body, "platform")?, ""),
    context.config.retention_days
  )?
  let (id, number, key) = Input.unique(Projects.open(context.db, new), "slug is taken")?
  let project = Input.there(Projects.find(context.db, id)?, "project")?
  Trail.note(
    context,
    request,
    caller,
    (Some(org_id), Some(id)),
    "project.create",
    id,
    json { name: project.name, number: number }
  )
  let dsn = Configuration.dsn(context.config, key, number)
  Ok(
    HTTP.response(
      201,
      Json.encode(json { id: id, number: number, slug: project.slug, key_value: key, dsn: dsn })
    )
  )
end

# `POST /api/v1/projects/:project`: another name, slug or platform.
fn change(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let name = Names.title(Option.unwrap_or(Input.text_of(body, "name")?, project.name), "name", 100)?
  let slug = case Input.text_of(body, "slug")? do
    Some(text) -> Some(Names.slug(text)?)
    None -> project.slug
  end
  let old = Option.unwrap_or(project.platform, "")
  let platform = Names.platform(Option.unwrap_or(Input.text_of(body, "platform")?, old))?
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
