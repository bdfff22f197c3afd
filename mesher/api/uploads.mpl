##! What `sentry-cli` and the plugins of bundlers send in pieces: chunks, and what is put together from them.

from Api.Context import Context, for_builds
from Api.Guard import Role
from Api.Input import Refusal
from Ingestion.Fields import text, text_or_empty, items
import Api.Guard
import Api.Input
import Api.Zero
import Sourcemaps.Assembly
import Storage.Artifacts
import Storage.Releases

## Adds the routes of this module.
pub fn routes(router :: Router, management :: Context) -> Router do
  let context = for_builds(management)
  let organization = "/api/0/organizations/:org"
  router
    |> HTTP.on_get("${organization}/chunk-upload", fn request ->
      Zero.of_org(context, request, options)
    end)
    |> HTTP.on_post_raw("${organization}/chunk-upload", fn request ->
      Zero.of_org(context, request, take)
    end)
    |> HTTP.on_post_raw("${organization}/artifactbundle/assemble", fn request ->
      Zero.of_org(context, request, assemble)
    end)
    |> HTTP.on_post_raw("${organization}/releases/:version/assemble", fn request ->
      Zero.of_org(context, request, assemble)
    end)
    |> HTTP.on_post_raw("/api/0/projects/:org/:project/files/difs/assemble", fn request ->
      Zero.plain(Guard.project(context, request, Member, fn _, _ ->
        Input.answer(difs(request))
      end))
    end)
end

fn chunk_bytes() -> Int = 8388608

fn request_bytes() -> Int = 33554432

# Pieces that an organization may have under way.
fn pending_bytes() -> Int = 1073741824

# ---- pieces -----------------------------------------------------------------------------------------------------

fn options(
  context :: Context,
  request :: Request,
  _org_id :: String
) -> Result<Response, Refusal> do
  Ok(
    HTTP.response(
      200,
      Json.encode(json {
        url: "${context.config.public_url}${request.path}",
        chunkSize: chunk_bytes(),
        chunksPerRequest: 16,
        maxFileSize: Assembly.most_bytes(),
        maxRequestSize: request_bytes(),
        concurrency: 2,
        hashAlgorithm: "sha1",
        compression: ["gzip"],
        accept: ["release_files", "artifact_bundles", "artifact_bundles_v2"]
      })
    )
  )
end

# A form of files, each called by the SHA-1 of what is in it: `file`, or `file_gzip` packed.
fn take(context :: Context, request :: Request, org_id :: String) -> Result<Response, Refusal> do
  let limits = %{Form.default_limits() |
    parts: 64,
    file: chunk_bytes(),
    all: request_bytes() + 1048576
  }
  let form = Result.map_err(Form.read_with(request, limits), fn status ->
    Refused(status, if status == 413 do "payload too large" else "unreadable form" end)
  end)?
  # Those of nobody make room first.
  Artifacts.forget_chunks(context.db, org_id, [])?
  if Artifacts.pending_bytes(context.db, org_id)? > pending_bytes() do
    Err(Refused(429, "too many pieces are under way"))
  else
    for file in form.files do
      let sent =
        Result.map_err(Form.bytes(file), fn _ -> Refused(507, "no room for the pieces") end)?
      let content = case file.field do
        "file_gzip" ->
          Result.map_err(Compression.gunzip(sent, chunk_bytes()), fn _ ->
            Refused(400, "a piece that cannot be unpacked")
          end)?
        _ -> sent
      end
      let checksum = Bytes.to_hex(Crypto.sha1_bytes(content))
      if Some(checksum) != Option.map(file.name, String.to_lower) do
        return Err(Refused(400, "a piece whose checksum is ${checksum}"))
      end
      Artifacts.add_chunk(context.db, org_id, checksum, content)?
    end
    Ok(HTTP.response(200, "{}"))
  end
end

# ---- putting together -------------------------------------------------------------------------------------------

struct Order do
  checksum :: String
  chunks :: List<String>
  version :: String
  dist :: String
  projects :: List<String>
end

fn order_of(
  context :: Context,
  request :: Request,
  org_id :: String,
  body :: Json
) -> Result<Order, Refusal> do
  let checksum = String.to_lower(Input.required(body, "checksum")?)
  let chunks = List.map(items(body, "chunks"), fn chunk ->
    case chunk do
      JsonString(written) -> String.to_lower(written)
      _ -> ""
    end
  end)
  # The older route names the release in its path.
  let version = String.slice(
    Option.unwrap_or(Option.or(Request.param(request, "version"), text(body, "version")), ""),
    0,
    250
  )
  if not List.all([checksum] ++ chunks, is_checksum) or
      List.length(chunks) > Assembly.most_bytes() / chunk_bytes() + 1000 do
    Err(Refused(400, "invalid checksum"))
  else
    let projects = named_projects(context, org_id, version, body)?
    Ok(Order {
      checksum: checksum,
      chunks: chunks,
      version: version,
      dist: String.slice(text_or_empty(body, "dist"), 0, 64),
      projects: projects
    })
  end
end

fn is_checksum(text :: String) -> Bool = Regex.is_match(~r/^[0-9a-f]{40}$/, text)

# Those that the body names, else those of the release.
fn named_projects(
  context :: Context,
  org_id :: String,
  version :: String,
  body :: Json
) -> Result<List<String>, Refusal> do
  let named =
    List.try_map(items(body, "projects"), fn name -> Zero.project_in(context, org_id, name) end)?
  let found = if List.is_empty(named) do
    Releases.projects_with(context.db, org_id, version)?
  else
    List.unique(named)
  end
  if List.is_empty(found) do Err(Refused(400, "projects are required")) else Ok(found) end
end

fn assemble(
  context :: Context,
  request :: Request,
  org_id :: String
) -> Result<Response, Refusal> do
  let body = Zero.body_of(request)?
  let order = order_of(context, request, org_id, body)?
  let known = Artifacts.bundle(context.db, org_id, order.checksum, order.version, order.dist)?
  case known do
    Some(bundle) when bundle.state == "ok" -> do
      Artifacts.belongs(context.db, bundle.id, order.projects)?
      announce(context, order)?
      Ok(told("ok", "", []))
    end
    Some(bundle) when bundle.state == "assembling" and not Artifacts.is_stale(bundle) ->
      Ok(told("assembling", "", []))
    _ -> do
      let there = Artifacts.known_chunks(context.db, org_id, order.chunks)?
      let missing =
        List.unique(List.reject(order.chunks, fn chunk -> Map.has_key(there, chunk) end))
      let size = List.sum(List.map(order.chunks, fn chunk -> Map.get_or(there, chunk, 0) end))
      if List.is_empty(order.chunks) or not List.is_empty(missing) do
        Ok(told("not_found", "", missing))
      else if size > Assembly.most_bytes() do
        Ok(told("error", "the bundle is too large", []))
      else
        begun(context, org_id, order)
      end
    end
  end
end

# What takes longer than a moment goes on while the tool asks again.
fn begun(context :: Context, org_id :: String, order :: Order) -> Result<Response, Refusal> do
  announce(context, order)?
  let db = context.db
  let id = Artifacts.begin(db, org_id, order.checksum, order.version, order.dist, order.projects)?
  let work = Job.async(fn ->
    case Assembly.assemble(db, org_id, id, order.checksum, order.chunks) do
      Ok(_) -> ()
      Err(error) -> do
        Log.warn("a bundle was not put together", json { bundle: id, reason: "${error}" })
        Result.unwrap_or(Artifacts.finish(db, id, "error: the database did not take it"), 0)
        ()
      end
    end
  end)
  let _ = Job.await_timeout(work, 2000)
  case Artifacts.bundle(db, org_id, order.checksum, order.version, order.dist)? do
    Some(bundle) -> Ok(told(bundle.state, "", []))
    None -> Ok(told("error", "the bundle is gone", []))
  end
end

# The release of a bundle is there from then on.
fn announce(context :: Context, order :: Order) -> Result<(), Refusal> do
  if order.version != "" do
    Releases.put(context.db, order.projects, order.version, Releases.no_change())?
  end
  Ok(())
end

fn told(state :: String, detail :: String, missing :: List<String>) -> Response do
  let (name, why) = case String.split_once(state, ": ") do
    Some(("error", reason)) -> ("error", reason)
    _ -> (state, detail)
  end
  HTTP.response(
    200,
    Json.encode(json {
      state: name,
      detail: if why == "" do None else Some(why) end,
      missingChunks: missing
    })
  )
end

# Debug files of native programs are of no use here: the tool is told so for each.
fn difs(request :: Request) -> Result<Response, Refusal> do
  case Zero.body_of(request)? do
    JsonObject(files) ->
      Ok(
        HTTP.response(
          200,
          Json.encode(JsonObject(Map.transform(files, fn _ ->
            json {
              state: "error",
              detail: "this server does not read debug files",
              missingChunks: []
            }
          end)))
        )
      )
    _ -> Err(Refused(400, "invalid json"))
  end
end
