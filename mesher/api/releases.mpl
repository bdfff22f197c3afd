##! Releases of a project, for the front end.

from Api.Context import Context, for_builds, success
from Api.Guard import Caller, Role
from Api.Input import Refusal
from Storage.Projects import Project
from Storage.Releases import Release, Commit, Deploy
import Api.Asked
import Api.Guard
import Api.Input
import Api.Trail
import Ingestion.Fields
import Names
import Storage.Clock
import Storage.Releases

## Adds the routes of this module. A version may have any character: in a path they are written as `%2F`.
pub fn routes(router :: Router, management :: Context) -> Router do
  let context = for_builds(management)
  router
    |> HTTP.on_get("/api/v1/projects/:project/releases", fn request ->
      Guard.project(context, request, Member, fn _, project ->
        Input.answer(list(context, request, project))
      end)
    end)
    |> HTTP.on_post_raw("/api/v1/projects/:project/releases", fn request ->
      Guard.project(context, request, Member, fn caller, project ->
        Input.answer(create(context, request, caller, project))
      end)
    end)
    |> HTTP.on_get("/api/v1/projects/:project/releases/:version", fn request ->
      Guard.project(context, request, Member, fn _, project ->
        Input.answer(show(context, request, project))
      end)
    end)
    |> HTTP.on_post("/api/v1/projects/:project/releases/:version/delete", fn request ->
      Guard.project(context, request, Admin, fn caller, project ->
        Input.answer(delete(context, request, caller, project))
      end)
    end)
end

# `?q=` a part of the version, `limit`, and `cursor` with `cursor_id` as given out.
fn list(context :: Context, request :: Request, project :: Project) -> Result<Response, Refusal> do
  let limit = Asked.limit(request, 25, 100)
  let beyond = case (Asked.text(request, "cursor"), Asked.text(request, "cursor_id")) do
    ("", "") -> None
    (at, version) -> do
      let time = Option.unwrap_or(Result.ok(Asked.time(at, "cursor")), None)
      Some((Option.ok_or(time, Refused(400, "invalid cursor"))?, version))
    end
  end
  let found = Releases.page(context.db, [project.id], Asked.text(request, "q"), beyond, limit + 1)?
  let shown = List.take(found, limit)
  let versions = List.map(shown, fn release -> release.version end)
  let fresh = Releases.new_issues(context.db, [project.id], versions)?
  let back = Releases.regressed_issues(context.db, [project.id], versions)?
  let lines = List.map(shown, fn release ->
    release_json(
      release,
      Map.get_or(fresh, release.version, 0),
      Map.get_or(back, release.version, 0)
    )
  end)
  let next = if List.length(found) > limit do
    Option.map(List.final(shown), fn last -> (Clock.shown(last.created_at), last.version) end)
  else
    None
  end
  Ok(Asked.page(lines, next))
end

fn release_json(release :: Release, fresh :: Int, back :: Int) -> Json do
  let shown = fn at -> Option.map(at, Clock.shown) end
  json {
    version: release.version,
    status: release.status,
    url: release.url,
    ref: release.ref,
    created_at: Clock.shown(release.created_at),
    started_at: shown(release.started_at),
    released_at: shown(release.released_at),
    first_event: shown(release.first_event),
    last_event: shown(release.last_event),
    event_count: release.events,
    new_issues: fresh,
    regressed_issues: back
  }
end

fn wanted(context :: Context, request :: Request, project :: Project) -> Result<Release, Refusal> do
  Input.there(
    Releases.find(
      context.db,
      [project.id],
      Option.unwrap_or(Request.param(request, "version"), "")
    )?,
    "release"
  )
end

fn show(context :: Context, request :: Request, project :: Project) -> Result<Response, Refusal> do
  let release = wanted(context, request, project)?
  let (mine, version) = ([project.id], release.version)
  let fresh = Releases.new_issues(context.db, mine, [version])?
  let back = Releases.regressed_issues(context.db, mine, [version])?
  let deploys = Releases.deploys(context.db, project.org_id, version)?
  let commits = Releases.commits(context.db, project.org_id, version)?
  let more = %{
    "issues_new" => Json.parse(
      Json.encode(Releases.issues_new_in(context.db, project.id, version)?)
    )?,
    "issues_regressed" => Json.parse(
      Json.encode(Releases.issues_back_in(context.db, project.id, version)?)
    )?,
    "deploys" => JsonArray(List.map(deploys, deploy_json)),
    "commits" => JsonArray(List.map(commits, commit_json))
  }
  let line = release_json(release, Map.get_or(fresh, version, 0), Map.get_or(back, version, 0))
  Ok(success(JsonObject(Map.merge(Result.unwrap(Json.object(line, [])), more))))
end

fn deploy_json(deploy :: Deploy) -> Json do
  json {
    id: deploy.id,
    environment: deploy.environment,
    name: deploy.name,
    url: deploy.url,
    finished_at: Clock.shown(Option.unwrap_or(deploy.finished_at, deploy.created_at))
  }
end

fn commit_json(commit :: Commit) -> Json do
  json {
    id: commit.commit_id,
    repository: commit.repository,
    message: commit.message,
    author: commit.author_name,
    email: commit.author_email,
    at: Option.map(commit.at, Clock.shown)
  }
end

# `{"version", "url", "ref", "released_at"}`: 201 for a new one, 200 for one that was there.
fn create(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let version = Names.title(Input.required(body, "version")?, "version", 250)?
  let released = case Fields.present(body, "released_at") do
    None -> None
    Some(value) -> Some(Option.ok_or(Fields.micros(value), Refused(400, "invalid released_at"))?)
  end
  let change = Releases.Change {
    url: Input.text_of(body, "url")?,
    ref: Input.text_of(body, "ref")?,
    status: None,
    started_at: None,
    released_at: released
  }
  let is_new = Releases.put(context.db, [project.id], version, change)?
  Trail.note(
    context,
    request,
    caller,
    (Some(project.org_id), Some(project.id)),
    "release.create",
    version,
    JsonObject(%{})
  )
  let release = Input.there(Releases.find(context.db, [project.id], version)?, "release")?
  Ok(HTTP.response(if is_new do 201 else 200 end, Json.encode(release_json(release, 0, 0))))
end

fn delete(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  let release = wanted(context, request, project)?
  let count = Releases.forget(context.db, project.id, release.version)?
  let place = (Some(project.org_id), Some(project.id))
  Trail.note(context, request, caller, place, "release.delete", release.version, JsonObject(%{}))
  Ok(Input.affected(count))
end
