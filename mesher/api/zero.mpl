##! `/api/0/`: what `sentry-cli`, the plugins of bundlers and common tools ask for, in the form that they know.

from Api.Context import Context, for_builds
from Api.Guard import Caller, Role
from Api.Input import Refusal
from Ingestion.Fields import text, text_or_empty, items, or_null, present, micros
from Storage.Orgs import Organization
from Storage.Projects import Project
from Storage.Releases import Release, Commit, Deploy
import Api.Guard
import Api.Input
import Api.Trail
import Ingestion.Ids
import Names
import Storage.Clock
import Storage.Orgs
import Storage.Projects
import Storage.Releases

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  let visible_to = fn handle ->
    fn request ->
      plain(Guard.signed_in(context, request, fn caller ->
        Input.answer(handle(context, caller))
      end))
    end
  end
  router
    |> both("/api/0", visible_to(info))
    |> both("/api/0/organizations", visible_to(organizations))
    |> both("/api/0/projects", visible_to(visible))
    |> HTTP.on_get("/api/0/organizations/:org", fn request ->
      of_org(context, request, organization)
    end)
    |> HTTP.on_get("/api/0/organizations/:org/projects", fn request ->
      of_org(context, request, projects)
    end)
    |> HTTP.on_get("/api/0/organizations/:org/repos", fn request ->
      of_org(context, request, repositories)
    end)
    |> HTTP.on_get("/api/0/projects/:org/:project", fn request ->
      plain(Guard.project(context, request, Member, fn _, project ->
        known(project_json(project))
      end))
    end)
    |> releases(for_builds(context))
end

# With and without the final slash, which these tools write: beside a route that goes on with a parameter it is one of its own.
fn both(router :: Router, path :: String, handle :: Fun(Request) -> Response) -> Router do
  router
    |> HTTP.on_get(path, handle)
    |> HTTP.on_get("${path}/", handle)
end

fn releases(router :: Router, context :: Context) -> Router do
  let one = "/api/0/organizations/:org/releases/:version"
  let of_project = "/api/0/projects/:org/:project/releases"
  router
    |> HTTP.on_get("/api/0/organizations/:org/releases", fn request ->
      of_org(context, request, list)
    end)
    |> HTTP.on_post_raw("/api/0/organizations/:org/releases", fn request ->
      of_org(context, request, create)
    end)
    |> HTTP.on_get(one, fn request -> of_release(context, request, show) end)
    |> HTTP.on_raw("PUT", one, fn request -> of_release(context, request, update) end)
    |> HTTP.on_delete(one, fn request -> delete(context, request) end)
    |> HTTP.on_get("${one}/deploys", fn request -> of_release(context, request, deploys) end)
    |> HTTP.on_post_raw("${one}/deploys", fn request -> of_release(context, request, deploy) end)
    |> HTTP.on_get("${one}/commits", fn request -> of_release(context, request, commits) end)
    |> HTTP.on_get("${one}/previous-with-commits", fn request ->
      of_org(context, request, previous)
    end)
    |> HTTP.on_get(of_project, fn request ->
      plain(Guard.project(context, request, Member, fn _, project ->
        Input.answer(page(context, request, [project]))
      end))
    end)
    |> HTTP.on_post_raw(of_project, fn request ->
      plain(Guard.project(context, request, Member, fn _, project ->
        Input.answer(create_in(context, request, project))
      end))
    end)
    |> HTTP.on_get("${of_project}/:version", fn request -> of_release(context, request, show) end)
    |> HTTP.on_raw("PUT", "${of_project}/:version", fn request ->
      of_release(context, request, update)
    end)
    |> HTTP.on_delete("${of_project}/:version", fn request -> delete(context, request) end)
    |> HTTP.on_get("${of_project}/:version/commits", fn request ->
      of_release(context, request, commits)
    end)
end

# ---- forms ------------------------------------------------------------------------------------------------------

## Errors in the form that these tools show.
pub fn plain(answer :: Response) -> Response do
  case if answer.status >= 400 do Json.parse(answer.body) else Err("") end do
    Ok(JsonObject(fields)) ->
      case Map.fetch(fields, "error") do
        Some(reason) -> %{answer | body: Json.encode(json { detail: reason })}
        None -> answer
      end
    _ -> answer
  end
end

fn known(value :: Json) -> Response = HTTP.response(200, Json.encode(value))

## Handles a request about an organization.
pub fn of_org(
  context :: Context,
  request :: Request,
  handle :: Fun(Context, Request, String) -> Result<Response, Refusal>
) -> Response do
  plain(Guard.organization(context, request, Member, fn _, org_id ->
    Input.answer(handle(context, request, org_id))
  end))
end

# A release of an organization and the projects that have it.
struct Known do
  org_id :: String
  version :: String
  projects :: List<String>
  release :: Release
end

fn of_release(
  context :: Context,
  request :: Request,
  handle :: Fun(Context, Request, Known) -> Result<Response, Refusal>
) -> Response do
  of_org(context, request, fn context, request, org_id ->
    handle(context, request, release_in(context, request, org_id)?)
  end)
end

fn release_in(context :: Context, request :: Request, org_id :: String) -> Result<Known, Refusal> do
  let version = named(request, "version")
  let projects = Releases.projects_with(context.db, org_id, version)?
  let release = Input.there(Releases.find(context.db, projects, version)?, "release")?
  Ok(Known { org_id: org_id, version: version, projects: projects, release: release })
end

fn named(request :: Request, name :: String) -> String =
  Option.unwrap_or(Request.param(request, name), "")

## The object in the body of a raw route, which may be larger than those of management.
pub fn body_of(request :: Request) -> Result<Json, Refusal> do
  case Result.map(Request.read(request, 4194304, 16777216), Json.parse) do
    Ok(Ok(JsonObject(_) as body)) -> Ok(body)
    Ok(_) -> Err(Refused(400, "invalid json"))
    Err(413) -> Err(Refused(413, "payload too large"))
    Err(status) -> Err(Refused(status, "unreadable body"))
  end
end

# ---- who and what -----------------------------------------------------------------------------------------------

fn info(_context :: Context, caller :: Caller) -> Result<Response, Refusal> do
  let said = case caller do
    Anyone -> json { version: "0", user: JsonNull, auth: JsonNull }
    Person(id, name) -> json { version: "0", user: user_json(id, name), auth: JsonNull }
    Program(id, name, scopes) ->
      json { version: "0", user: user_json(id, name), auth: json { scopes: scopes } }
  end
  Ok(known(said))
end

fn user_json(id :: String, name :: String) -> Json =
  json { id: id, name: name, username: name, email: name }

fn organizations(context :: Context, caller :: Caller) -> Result<Response, Refusal> do
  let all = Orgs.visible_to(context.db, Guard.sees(context, caller))?
  Ok(known(JsonArray(List.map(all, organization_json))))
end

fn organization(
  context :: Context,
  _request :: Request,
  org_id :: String
) -> Result<Response, Refusal> do
  let found = Input.there(Orgs.find(context.db, org_id)?, "organization")?
  Ok(known(organization_json(found)))
end

fn organization_json(org :: Organization) -> Json do
  json {
    id: org.id,
    slug: org.slug,
    name: org.name,
    dateCreated: Clock.shown(Ids.made_at(org.id)),
    isEarlyAdopter: false,
    require2FA: false,
    requireEmailVerification: false,
    features: [],
    status: json { id: "active", name: "active" }
  }
end

fn projects(
  context :: Context,
  _request :: Request,
  org_id :: String
) -> Result<Response, Refusal> do
  Ok(known(JsonArray(List.map(Projects.of_org(context.db, org_id)?, project_json))))
end

fn visible(context :: Context, caller :: Caller) -> Result<Response, Refusal> do
  Ok(
    known(
      JsonArray(
        List.map(Projects.visible_to(context.db, Guard.sees(context, caller))?, project_json)
      )
    )
  )
end

fn project_json(project :: Project) -> Json do
  json {
    id: "${project.number}",
    slug: slug_of(project),
    name: project.name,
    platform: project.platform,
    dateCreated: Clock.shown(project.created_at),
    team: JsonNull,
    status: "active"
  }
end

fn slug_of(project :: Project) -> String = Option.unwrap_or(project.slug, "${project.number}")

# The repositories that commits named: none is connected.
fn repositories(
  context :: Context,
  _request :: Request,
  org_id :: String
) -> Result<Response, Refusal> do
  let names = Releases.repositories(context.db, org_id)?
  Ok(known(JsonArray(List.map(names, fn name ->
    json {
      id: name,
      name: name,
      url: JsonNull,
      provider: json { id: "unknown", name: "unknown" },
      status: "active",
      dateCreated: Clock.shown(0)
    }
  end))))
end

# ---- releases ---------------------------------------------------------------------------------------------------

fn list(context :: Context, request :: Request, org_id :: String) -> Result<Response, Refusal> do
  page(context, request, Projects.of_org(context.db, org_id)?)
end

# The newest first, 100 at once; where there are more, a header leads on, as these tools expect.
fn page(
  context :: Context,
  request :: Request,
  projects :: List<Project>
) -> Result<Response, Refusal> do
  let ids = List.map(projects, fn project -> project.id end)
  let asked = fn name -> Option.unwrap_or(Request.query(request, name), "") end
  let beyond = case String.split_once(asked("cursor"), ":") do
    Some((at, version)) -> Option.map(String.to_int(at), fn time -> (time, version) end)
    None -> None
  end
  let found = Releases.page(context.db, ids, asked("query"), beyond, 101)?
  let shown = List.take(found, 100)
  let versions = List.map(shown, fn release -> release.version end)
  let fresh = Releases.new_issues(context.db, ids, versions)?
  let of_many = fn release ->
    release_json(release, projects, Map.get_or(fresh, release.version, 0))
  end
  let answer = known(JsonArray(List.map(shown, of_many)))
  case List.final(shown) do
    Some(last) when List.length(found) > 100 -> do
      let place = Url.encode("${last.created_at}:${last.version}")
      let address = "${context.config.public_url}${request.path}?cursor=${place}"
      let further = "<${address}>; rel=\"next\"; results=\"true\"; cursor=\"${place}\""
      Ok(HTTP.with_header(answer, "link", further))
    end
    _ -> Ok(answer)
  end
end

fn release_json(release :: Release, projects :: List<Project>, fresh :: Int) -> Json do
  let shown = fn at -> Option.map(at, Clock.shown) end
  json {
    id: release.version,
    version: release.version,
    shortVersion: release.version,
    status: release.status,
    ref: not_empty(release.ref),
    url: not_empty(release.url),
    dateCreated: Clock.shown(release.created_at),
    dateStarted: shown(release.started_at),
    dateReleased: shown(release.released_at),
    firstEvent: shown(release.first_event),
    lastEvent: shown(release.last_event),
    newGroups: fresh,
    projects: List.map(projects, project_json)
  }
end

fn not_empty(value :: String) -> Option<String> = if value == "" do None else Some(value) end

fn create(context :: Context, request :: Request, org_id :: String) -> Result<Response, Refusal> do
  let body = body_of(request)?
  let version = version_of(body)?
  let asked = items(body, "projects")
  let projects = if List.is_empty(asked) do
    Releases.projects_with(context.db, org_id, version)?
  else
    List.try_map(asked, fn name -> project_in(context, org_id, name) end)?
  end
  if List.is_empty(projects) do
    Err(Refused(400, "projects are required"))
  else
    made(context, org_id, version, projects, body)
  end
end

fn create_in(
  context :: Context,
  request :: Request,
  project :: Project
) -> Result<Response, Refusal> do
  let body = body_of(request)?
  made(context, project.org_id, version_of(body)?, [project.id], body)
end

## The id of a project of the organization, by what a tool calls it.
pub fn project_in(context :: Context, org_id :: String, name :: Json) -> Result<String, Refusal> do
  let wanted = case name do
    JsonString(written) -> written
    JsonInt(number) -> "${number}"
    _ -> ""
  end
  case Projects.find(context.db, wanted)? do
    Some(project) when project.org_id == org_id -> Ok(project.id)
    _ -> Err(Refused(400, "invalid project: ${wanted}"))
  end
end

# What can stand in a path.
fn version_of(body :: Json) -> Result<String, Refusal> do
  let version = String.trim(Input.required(body, "version")?)
  let is_name =
    not Regex.is_match(~r/[\x00-\x1f\/\\]|^\.{0,2}$/, version) and
    String.to_lower(version) != "latest"
  if is_name and String.length(version) <= 250 do
    Ok(version)
  else
    Err(Refused(400, "invalid version"))
  end
end

# 201 for a new one, 208 for one that was there.
fn made(
  context :: Context,
  org_id :: String,
  version :: String,
  projects :: List<String>,
  body :: Json
) -> Result<Response, Refusal> do
  let is_new = Releases.put(context.db, projects, version, change_of(body)?)?
  note_commits(context, org_id, version, body)?
  let found = Input.there(Releases.find(context.db, projects, version)?, "release")?
  let answer =
    shown(context, Known { org_id: org_id, version: version, projects: projects, release: found })?
  Ok(%{answer | status: if is_new do 201 else 208 end})
end

fn change_of(body :: Json) -> Result<Releases.Change, Refusal> do
  let status = Input.text_of(body, "status")?
  let url = Input.text_of(body, "url")?
  let is_link = Option.unwrap_or(
    Option.map(url, fn at -> at == "" or Regex.is_match(~r/^https?:\/\//, at) end),
    true
  )
  if not List.contains([None, Some("open"), Some("archived")], status) do
    Err(Refused(400, "invalid status: must be open or archived"))
  else if not is_link do
    Err(Refused(400, "invalid url"))
  else
    Ok(Releases.Change {
      url: Option.map(url, fn at -> String.slice(at, 0, 2000) end),
      ref: Option.map(Input.text_of(body, "ref")?, fn ref -> String.slice(ref, 0, 250) end),
      status: status,
      started_at: time_of(body, "dateStarted")?,
      released_at: time_of(body, "dateReleased")?
    })
  end
end

fn time_of(body :: Json, name :: String) -> Result<Option<Int>, Refusal> do
  case present(body, name) do
    None -> Ok(None)
    Some(value) ->
      case micros(value) do
        Some(at) -> Ok(Some(at))
        None -> Err(Refused(400, "invalid ${name}"))
      end
  end
end

fn show(context :: Context, _request :: Request, known :: Known) -> Result<Response, Refusal> =
  shown(context, known)

fn shown(context :: Context, found :: Known) -> Result<Response, Refusal> do
  let projects = List.filter(Projects.of_org(context.db, found.org_id)?, fn one ->
    List.contains(found.projects, one.id)
  end)
  let fresh = Releases.new_issues(context.db, found.projects, [found.version])?
  let commits = Releases.commits(context.db, found.org_id, found.version)?
  let deploys = Releases.deploys(context.db, found.org_id, found.version)?
  case release_json(found.release, projects, Map.get_or(fresh, found.version, 0)) do
    JsonObject(fields) ->
      Ok(known(JsonObject(Map.merge(fields, %{
        "commitCount" => JsonInt(List.length(commits)),
        "lastCommit" => Option.unwrap_or(Option.map(List.first(commits), commit_json), JsonNull),
        "deployCount" => JsonInt(List.length(deploys)),
        "lastDeploy" => Option.unwrap_or(Option.map(List.first(deploys), deploy_json), JsonNull)
      }))))
    other -> Ok(known(other))
  end
end

fn update(context :: Context, request :: Request, found :: Known) -> Result<Response, Refusal> do
  let body = body_of(request)?
  let more =
    List.try_map(items(body, "projects"), fn name -> project_in(context, found.org_id, name) end)?
  let projects = List.unique(found.projects ++ more)
  Releases.put(context.db, projects, found.version, change_of(body)?)?
  note_commits(context, found.org_id, found.version, body)?
  let now = Input.there(Releases.find(context.db, projects, found.version)?, "release")?
  shown(context, %{found | projects: projects, release: now})
end

# Who deletes takes from all, as elsewhere.
fn delete(context :: Context, request :: Request) -> Response do
  plain(Guard.organization(context, request, Admin, fn caller, org_id ->
    Input.answer(deleted(context, request, caller, org_id))
  end))
end

fn deleted(
  context :: Context,
  request :: Request,
  caller :: Caller,
  org_id :: String
) -> Result<Response, Refusal> do
  let found = release_in(context, request, org_id)?
  Releases.delete(context.db, org_id, found.version)?
  let place = (Some(org_id), None)
  Trail.note(context, request, caller, place, "release.delete", found.version, JsonObject(%{}))
  Ok(HTTP.response(204, ""))
end

# ---- commits ----------------------------------------------------------------------------------------------------

# Commits with what they say, or references to where repositories stand.
fn note_commits(
  context :: Context,
  org_id :: String,
  version :: String,
  body :: Json
) -> Result<(), Refusal> do
  let given = List.take(items(body, "commits"), 1000)
  let refs = List.take(items(body, "refs"), 100)
  if List.is_empty(given) and List.is_empty(refs) do
    Ok(())
  else
    let commits = List.filter_map(given, commit_of) ++ List.filter_map(refs, reference_of)
    Ok(Releases.set_commits(context.db, org_id, version, commits)?)
  end
end

fn commit_of(commit :: Json) -> Option<Commit> do
  let said = fn name, most -> String.slice(text_or_empty(commit, name), 0, most) end
  if said("id", 64) == "" do
    None
  else
    Some(Commit {
      commit_id: said("id", 64),
      repository: said("repository", 200),
      message: said("message", 2000),
      author_name: said("author_name", 200),
      author_email: said("author_email", 200),
      at: micros(or_null(commit, "timestamp"))
    })
  end
end

fn reference_of(reference :: Json) -> Option<Commit> do
  Option.map(
    Option.filter(text(reference, "commit"), fn id -> id != "" end),
    fn id ->
      Commit {
        commit_id: String.slice(id, 0, 64),
        repository: String.slice(text_or_empty(reference, "repository"), 0, 200),
        message: "",
        author_name: "",
        author_email: "",
        at: None
      }
    end
  )
end

fn commit_json(commit :: Commit) -> Json do
  json {
    id: commit.commit_id,
    message: not_empty(commit.message),
    dateCreated: Option.map(commit.at, Clock.shown),
    repository: json { name: commit.repository },
    author: json { name: commit.author_name, email: commit.author_email }
  }
end

fn commits(context :: Context, _request :: Request, found :: Known) -> Result<Response, Refusal> do
  Ok(
    known(
      JsonArray(List.map(Releases.commits(context.db, found.org_id, found.version)?, commit_json))
    )
  )
end

# `{}` when no other release has commits.
fn previous(
  context :: Context,
  request :: Request,
  org_id :: String
) -> Result<Response, Refusal> do
  case Releases.previous_with_commits(context.db, org_id, named(request, "version"))? do
    None -> Ok(known(JsonObject(%{})))
    Some(version) -> do
      let commits = Releases.commits(context.db, org_id, version)?
      Ok(known(json { version: version, lastCommit: Option.map(List.first(commits), commit_json) }))
    end
  end
end

# ---- deploys ----------------------------------------------------------------------------------------------------

fn deploys(context :: Context, _request :: Request, found :: Known) -> Result<Response, Refusal> do
  Ok(
    known(
      JsonArray(List.map(Releases.deploys(context.db, found.org_id, found.version)?, deploy_json))
    )
  )
end

fn deploy_json(deploy :: Deploy) -> Json do
  json {
    id: deploy.id,
    environment: deploy.environment,
    name: not_empty(deploy.name),
    url: not_empty(deploy.url),
    dateStarted: Option.map(deploy.started_at, Clock.shown),
    dateFinished: Clock.shown(Option.unwrap_or(deploy.finished_at, deploy.created_at))
  }
end

fn deploy(context :: Context, request :: Request, found :: Known) -> Result<Response, Refusal> do
  let body = body_of(request)?
  let environment = Names.title(Input.required(body, "environment")?, "environment", 64)?
  let said = fn name, most -> String.slice(text_or_empty(body, name), 0, most) end
  let new = Deploy {
    id: Crypto.uuid7(),
    environment: environment,
    name: said("name", 200),
    url: said("url", 2000),
    started_at: time_of(body, "dateStarted")?,
    finished_at: time_of(body, "dateFinished")?,
    created_at: Clock.now()
  }
  Releases.add_deploy(context.db, found.org_id, found.version, new)?
  # What runs somewhere has been released.
  if Option.is_none(found.release.released_at) do
    Releases.put(context.db, found.projects, found.version, %{Releases.no_change() |
      released_at: Some(new.created_at)
    })?
    ()
  end
  Ok(HTTP.response(201, Json.encode(deploy_json(new))))
end
