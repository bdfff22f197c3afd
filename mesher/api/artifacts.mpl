##! Files of releases: delivered one by one by older tools, in bundles of pieces by `sentry-cli` and the plugins of bundlers.

from Api.Context import Context, for_builds, success
from Api.Guard import Caller, Role
from Api.Input import Refusal
from Storage.Artifacts import File
from Storage.Projects import Project
import Api.Asked
import Api.Guard
import Api.Input
import Api.Trail
import Api.Zero
import Sourcemaps.Delivery
import Storage.Artifacts
import Storage.Clock
import Storage.Releases

## Adds the routes of this module.
pub fn routes(router :: Router, management :: Context) -> Router do
  let context = for_builds(management)
  let files = "/api/0/projects/:org/:project/releases/:version/files"
  let of_project = fn role, handle ->
    fn request ->
      Zero.plain(Guard.project(context, request, role, fn caller, project ->
        Input.answer(handle(context, request, caller, project))
      end))
    end
  end
  router
    |> HTTP.on_get(files, of_project(Member, list))
    |> HTTP.on_post_raw(files, of_project(Member, deliver))
    |> HTTP.on_delete("${files}/:file", of_project(Admin, delete))
    |> HTTP.on_get("/api/v1/projects/:project/artifacts", fn request ->
      Guard.project(context, request, Member, fn _, project ->
        Input.answer(bundles(context, request, project))
      end)
    end)
    |> HTTP.on_post("/api/v1/projects/:project/artifacts/:bundle/delete", fn request ->
      Guard.project(context, request, Admin, fn caller, project ->
        Input.answer(take(context, request, caller, project))
      end)
    end)
end

fn named(request :: Request, name :: String) -> String =
  Option.unwrap_or(Request.param(request, name), "")

# ---- files of a release -----------------------------------------------------------------------------------------

fn list(
  context :: Context,
  request :: Request,
  _caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  let files = Artifacts.files(context.db, project.id, named(request, "version"))?
  Ok(HTTP.response(200, Json.encode(List.map(files, file_json))))
end

fn file_json(file :: File) -> Json do
  json {
    id: file.id,
    name: file.url,
    size: file.size,
    headers: if file.sourcemap == "" do JsonObject(%{}) else json { Sourcemap: file.sourcemap } end,
    debugId: file.debug_id
  }
end

# A form with `file`, `name` (where clients find it), `dist` and any number of `header`.
fn deliver(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  let most = Delivery.most_bytes()
  let form = Result.map_err(
    Form.read_with(request, %{Form.default_limits() | file: most, all: most + 1048576}),
    fn status ->
      Refused(status, if status == 413 do "payload too large" else "unreadable form" end)
    end
  )?
  let file = Option.ok_or(Form.file(form, "file"), Refused(400, "file is required"))?
  let content = Result.map_err(Form.bytes(file), fn _ -> Refused(507, "no room for the file") end)?
  let name = Option.unwrap_or(Option.or(Form.get(form, "name"), file.name), "")
  let version = named(request, "version")
  if name == "" do
    Err(Refused(400, "name is required"))
  else
    let headers = Map.from_list(List.filter_map(Form.all(form, "header"), fn line ->
      Option.map(String.split_once(line, ":"), fn((key, value)) ->
        (String.to_lower(String.trim(key)), String.trim(value))
      end)
    end))
    let described = Delivery.described(name, headers, content)
    let checksum = Crypto.sha256("${name}\n${Bytes.to_hex(Crypto.sha256_bytes(content))}")
    Releases.put(context.db, [project.id], version, Releases.no_change())?
    let dist = String.slice(Option.unwrap_or(Form.get(form, "dist"), ""), 0, 64)
    let bundle = Artifacts.begin(context.db, project.org_id, checksum, version, dist, [project.id])?
    let id = Delivery.deliver(context.db, bundle, described)?
    Artifacts.finish(context.db, bundle, "ok")?
    let place = (Some(project.org_id), Some(project.id))
    Trail.note(context, request, caller, place, "artifact.deliver", name, json { release: version })
    let (size, at) = (Bytes.length(content), Clock.shown(Clock.now()))
    Ok(
      HTTP.response(
        201,
        Json.encode(json { id: id, name: name, dist: dist, size: size, dateCreated: at })
      )
    )
  end
end

fn delete(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  let (id, version) = (named(request, "file"), named(request, "version"))
  case Artifacts.delete_file(context.db, project.id, id)? do
    0 -> Err(Refused(404, "file not found"))
    _ -> do
      let place = (Some(project.org_id), Some(project.id))
      Trail.note(context, request, caller, place, "artifact.delete", id, json { release: version })
      Ok(HTTP.response(204, ""))
    end
  end
end

# ---- for the front end ------------------------------------------------------------------------------------------

# `?version=` those of a release.
fn bundles(
  context :: Context,
  request :: Request,
  project :: Project
) -> Result<Response, Refusal> do
  let version = Asked.text(request, "version")
  let wanted = if version == "" do None else Some(version) end
  let found = Artifacts.bundles(context.db, project.id, wanted, Asked.limit(request, 50, 100))?
  Ok(success(List.map(found, fn bundle ->
    json {
      id: bundle.id,
      state: bundle.state,
      version: bundle.version,
      dist: bundle.dist,
      size: bundle.size,
      files: bundle.files,
      created_at: Clock.shown(bundle.created_at)
    }
  end)))
end

fn take(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  let id = named(request, "bundle")
  let count = Artifacts.take_from(context.db, project.id, id)?
  Trail.note(
    context,
    request,
    caller,
    (Some(project.org_id), Some(project.id)),
    "artifact.delete",
    id,
    JsonObject(%{})
  )
  Ok(Input.affected(count))
end
