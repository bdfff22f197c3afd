##! Frames of scripts as they were written: applied to the parts of an event when it is shown.

from Ingestion.Fields import text, text_or_empty, items, or_null, present
from Sourcemaps.Document import Source
from Sourcemaps.Mappings import Origin
from Storage.Artifacts import File
import Ingestion.Functions
import Sourcemaps.Context
import Sourcemaps.Places
import Sourcemaps.Store
import Storage.Artifacts

# What of an event leads to its maps, and what was found so far.
struct Work do
  db :: Db
  project_id :: String
  release :: String
  dist :: String
  # Debug ids by the address of a script.
  ids :: Map<String, String>
  maps :: Map<String, Found>
  sources :: Map<(String, Int), Option<Source>>
  # Frames that may still be looked up.
  left :: Int
end

# What there is for a script.
type Found do
  # The id of the map's file.
  Mapped(String)
  Missing(why :: String)
end

# A frame and what is known of it.
struct Placed do
  frame :: Json
  origin :: Option<Origin>
  map :: String
  # What was called there, as it was written.
  name :: Option<String>
end

## The same; when the database cannot be asked, the parts as they are.
pub fn shown(
  db :: Db,
  project_id :: String,
  release :: String,
  dist :: String,
  detail :: Json
) -> Json do
  case applied(db, project_id, release, dist, detail) do
    Ok(mapped) -> mapped
    Err(error) -> do
      Log.warn("source maps were not applied", %{"reason" => "${error}"})
      detail
    end
  end
end

## The parts of an event (`Ingestion.Detail.of`) with the frames of scripts where they were written. A frame keeps what the client
## sent as `minified`; where a map is missing or broken, `map_note` says so.
pub fn applied(
  db :: Db,
  project_id :: String,
  release :: String,
  dist :: String,
  detail :: Json
) -> Result<Json, DbError> do
  if Functions.family(text_or_empty(detail, "platform")) != "javascript" or
      not Artifacts.has_maps(db, project_id)? do
    Ok(detail)
  else
    of_parts(begun(db, project_id, release, dist, detail, 1000), detail)
  end
end

## The same for at most so many frames, of a project that has maps.
pub fn applied_to(
  db :: Db,
  project_id :: String,
  release :: String,
  dist :: String,
  detail :: Json,
  most :: Int
) -> Result<Json, DbError> do
  of_parts(begun(db, project_id, release, dist, detail, most), detail)
end

fn begun(
  db :: Db,
  project_id :: String,
  release :: String,
  dist :: String,
  detail :: Json,
  most :: Int
) -> Work do
  Work {
    db: db,
    project_id: project_id,
    release: release,
    dist: dist,
    ids: debug_ids(detail),
    maps: %{},
    sources: %{},
    left: most
  }
end

# The debug ids that the client knew of its scripts.
fn debug_ids(detail :: Json) -> Map<String, String> do
  let images = items(or_null(detail, "debug_meta"), "images")
  let pairs = List.filter_map(images, fn image ->
    let id = Places.debug_id(text_or_empty(image, "debug_id"))
    case text(image, "code_file") do
      Some(address) when id != "" -> Some((address, id))
      _ -> None
    end
  end)
  Map.from_list(pairs)
end

fn of_parts(work :: Work, detail :: Json) -> Result<Json, DbError> do
  case detail do
    JsonObject(parts) -> do
      let exception = or_null(detail, "exception")
      let sent = items(exception, "chain")
      let (chain, work) = each(work, sent, of_owner)?
      let (threads, work) = each(work, items(detail, "threads"), of_owner)?
      let frames = items(detail, "stacktrace")
      let stack = case (List.final(sent), List.final(chain)) do
        # Mostly it is the stack of the outermost exception.
        (Some(last), Some(mapped)) when items(last, "frames") == frames -> items(mapped, "frames")
        _ -> Tuple.first(of_frames(work, frames)?)
      end
      let with_chain = case exception do
        JsonObject(fields) -> JsonObject(Map.put(fields, "chain", JsonArray(chain)))
        other -> other
      end
      Ok(JsonObject(Map.merge(parts, %{
        "exception" => with_chain,
        "threads" => JsonArray(threads),
        "stacktrace" => JsonArray(stack)
      })))
    end
    other -> Ok(other)
  end
end

fn each(
  work :: Work,
  all :: List<Json>,
  change :: Fun(Work, Json) -> Result<(Json, Work), DbError>
) -> Result<(List<Json>, Work), DbError> do
  List.try_reduce(all, ([], work), fn (done, work), item ->
    let (changed, now) = change(work, item)?
    Ok((List.append(done, changed), now))
  end)
end

# An exception or a thread.
fn of_owner(work :: Work, owner :: Json) -> Result<(Json, Work), DbError> do
  case owner do
    JsonObject(fields) -> do
      let (frames, now) = of_frames(work, items(owner, "frames"))?
      Ok((JsonObject(Map.put(fields, "frames", JsonArray(frames))), now))
    end
    other -> Ok((other, work))
  end
end

# ---- frames -----------------------------------------------------------------------------------------------------

# The outermost first: what a frame calls is the name of the next one.
fn of_frames(work :: Work, frames :: List<Json>) -> Result<(List<Json>, Work), DbError> do
  let (placed, now) = List.try_reduce(frames, ([], work), fn (done, work), frame ->
    let (found, now) = place(work, frame)?
    Ok((List.append(done, found), now))
  end)?
  let callers = [None] ++ List.map(placed, fn one -> one.name end)
  List.try_reduce(List.zip(placed, callers), ([], now), fn (done, work), (one, called) ->
    let (frame, now) = written(work, one, called)?
    Ok((List.append(done, frame), now))
  end)
end

fn place(work :: Work, frame :: Json) -> Result<(Placed, Work), DbError> do
  let unplaced = Placed { frame: frame, origin: None, map: "", name: None }
  let address = Option.unwrap_or(Option.or(text(frame, "abs_path"), text(frame, "filename")), "")
  case Json.field(frame, "lineno") do
    Some(JsonInt(line)) when line > 0 and address != "" ->
      if work.left == 0 do
        Ok((%{unplaced | frame: noted(frame, "too many frames")}, work))
      else
        let (found, now) = map_of(%{work | left: work.left - 1}, address)?
        case (found, Json.field(frame, "colno")) do
          (Missing(why), _) -> Ok((%{unplaced | frame: noted(frame, why)}, now))
          (Mapped(map), Some(JsonInt(column))) when column >= 0 ->
            Ok((located(now.db, unplaced, map, line - 1, Math.max(column - 1, 0))?, now))
          _ -> Ok((%{unplaced | frame: noted(frame, "the client told no column")}, now))
        end
      end
    # Without a line there is nothing to look for.
    _ -> Ok((unplaced, work))
  end
end

fn located(
  db :: Db,
  unplaced :: Placed,
  map :: String,
  line :: Int,
  column :: Int
) -> Result<Placed, DbError> do
  case Store.origin(db, map, line, column)? do
    None ->
      Ok(%{unplaced | frame: noted(unplaced.frame, "the source map does not know this place")})
    Some(origin) -> do
      let name = case origin.name do
        Some(number) -> Store.name(db, map, number)?
        None -> None
      end
      Ok(%{unplaced | origin: Some(origin), map: map, name: name})
    end
  end
end

fn noted(frame :: Json, why :: String) -> Json do
  case frame do
    JsonObject(fields) when why != "" -> JsonObject(Map.put(fields, "map_note", JsonString(why)))
    other -> other
  end
end

# The frame as it was written. A function is called what its caller calls it; where that is not known its own name stays, unless
# it is a minifier's.
fn written(
  work :: Work,
  placed :: Placed,
  called :: Option<String>
) -> Result<(Json, Work), DbError> do
  case (placed.frame, placed.origin) do
    (JsonObject(fields), Some(origin)) -> do
      let (source, now) = source_of(work, placed.map, origin.source)?
      case source do
        None ->
          Ok((noted(placed.frame, "the source map names a source that it does not have"), now))
        Some(found) -> do
          let placed_fields = Map.merge(fields, original(fields, origin, found, called))
          Ok((
            JsonObject(
              Map.merge(placed_fields, Context.around(found.content, origin.line, origin.column))
            ),
            now
          ))
        end
      end
    end
    (frame, _) -> Ok((frame, work))
  end
end

fn original(
  fields :: Map<String, Json>,
  origin :: Origin,
  source :: Source,
  called :: Option<String>
) -> Map<String, Json> do
  let frame = JsonObject(fields)
  let own = text_or_empty(frame, "function_name")
  let function = case called do
    Some(name) -> name
    None -> if Functions.normal(own, "javascript") == "" do "<anonymous>" else own end
  end
  let sent = ["filename", "abs_path", "function_name", "lineno", "colno", "context_line"]
  let is_package = String.contains(source.name, "node_modules/")
  let in_app = if is_package do
    JsonBool(false)
  else
    Option.unwrap_or(present(frame, "in_app"), JsonBool(true))
  end
  %{
    "filename" => JsonString(Places.source_name(source.name)),
    "abs_path" => JsonString(source.name),
    "function_name" => JsonString(function),
    "lineno" => JsonInt(origin.line + 1),
    "colno" => JsonInt(origin.column + 1),
    "in_app" => in_app,
    "minified" => JsonObject(Map.take(fields, sent))
  }
end

fn source_of(
  work :: Work,
  map :: String,
  number :: Int
) -> Result<(Option<Source>, Work), DbError> do
  case Map.fetch(work.sources, (map, number)) do
    Some(known) -> Ok((known, work))
    None -> do
      let found = Store.source(work.db, map, number)?
      Ok((found, %{work | sources: Map.put(work.sources, (map, number), found)}))
    end
  end
end

# ---- maps -------------------------------------------------------------------------------------------------------

# The map of a script, looked for once.
fn map_of(work :: Work, address :: String) -> Result<(Found, Work), DbError> do
  case Map.fetch(work.maps, address) do
    Some(known) -> Ok((known, work))
    # An event names scripts as it likes.
    None when Map.size(work.maps) >= 50 -> Ok((Missing("too many scripts"), work))
    None -> do
      let found = usable(work, map_file(work, address)?)?
      Ok((found, %{work | maps: Map.put(work.maps, address, found)}))
    end
  end
end

fn usable(work :: Work, file :: Option<File>) -> Result<Found, DbError> do
  case file do
    None when work.release == "" -> Ok(Missing("no source map, and no release to look in"))
    None -> Ok(Missing("no source map was delivered for it"))
    Some(map) ->
      case Store.state(work.db, map.id)? do
        Some("") -> Ok(Mapped(map.id))
        Some("incomplete") | None -> Ok(Missing("the source map has not been read yet"))
        Some(error) -> Ok(Missing("the source map cannot be used: ${error}"))
      end
  end
end

# By the debug id that the client or the delivered script has, else by what the script of the release says.
fn map_file(work :: Work, address :: String) -> Result<Option<File>, DbError> do
  let by_id = case Map.fetch(work.ids, address) do
    Some(id) -> Artifacts.map_by_debug_id(work.db, work.project_id, id)?
    None -> None
  end
  if Option.is_some(by_id) do
    Ok(by_id)
  else if work.release == "" or not is_script(address) do
    Ok(None)
  else
    let find = fn kind, urls ->
      Artifacts.by_url(work.db, work.project_id, kind, work.release, work.dist, urls)
    end
    let script = find("script", Places.candidates(address))?
    let said = Option.unwrap_or(Option.map(script, fn file -> file.sourcemap end), "")
    let of_script = if said == "" do
      None
    else if said == Artifacts.inside() do
      script
    else
      find("map", Places.of_map(address, said))?
    end
    # By custom a map stands beside its script.
    if Option.is_some(of_script) do
      Ok(of_script)
    else
      find("map", Places.candidates("${plain(address)}.map"))
    end
  end
end

# Not what an engine calls its own code.
fn is_script(address :: String) -> Bool =
  not Regex.is_match(~r/^(?:<|\[native|node:|internal\/|native$)/, address)

fn plain(address :: String) -> String =
  List.get(String.split(List.get(String.split(address, "?"), 0), "#"), 0)
