##! Grouping of events of scripts by the places where they were written: names that minifiers make change with each build.

from Ingestion.Event import Event
from Ingestion.Fields import text, text_or_empty, items, or_null
from Services.MapMemory import MapMemory, Mapped, Memory
import Ingestion.Detail
import Ingestion.Fingerprint
import Ingestion.Functions
import Ingestion.Parts
import Services.MapMemory
import Sourcemaps.Resolve
import Storage.Artifacts

# Frames that are looked up for the grouping of an event.
fn most_frames() -> Int = 128

## The event, grouped by its source maps where the project has them.
pub fn event(project_id :: String, event :: Event) -> Event do
  let memory :: Option<Pid<MapMemory>> = Process.named("map_memory")
  case memory do
    Some(pid) when event.form == "sentry" and
      event.grouping_rule == "stack" and
      is_script(event.platform) -> do
      case of_memory(pid, project_id, event) do
        Ok(Some(mapped)) -> do
          %{event |
            fingerprint: mapped.fingerprint,
            grouping_rule: mapped.rule,
            culprit: mapped.culprit
          }
        end
        Ok(None) -> event
        Err(error) -> do
          Log.warn("source maps were not applied", json { reason: "${error}" })
          event
        end
      end
    end
    _ -> event
  end
end

fn is_script(platform :: String) -> Bool = Functions.family(platform) == "javascript"

fn of_memory(
  memory :: Pid<MapMemory>,
  project_id :: String,
  event :: Event
) -> Result<Option<Mapped>, DbError> do
  let has_maps = case MapMemory.about(memory, project_id) do
    Unknown(db, false) -> do
      let found = Artifacts.has_maps(db, project_id)?
      MapMemory.note_project(memory, project_id, found)
      found
    end
    NoMaps -> false
    _ -> true
  end
  case if has_maps do Json.parse(event.body) else Err("") end do
    Err(_) -> Ok(None)
    Ok(body) -> do
      let sent = Parts.canonical(body)
      let stack = key_of(project_id, event, sent)
      case MapMemory.recall(memory, stack) do
        Remembered(mapped) -> Ok(mapped)
        NoMaps -> Ok(None)
        Unknown(db, _) -> do
          let mapped = looked_up(db, project_id, event, sent)?
          MapMemory.remember(memory, stack, mapped)
          Ok(mapped)
        end
      end
    end
  end
end

# Everything that decides what the maps say.
fn key_of(project_id :: String, event :: Event, sent :: Json) -> String do
  let places = List.flat_map(Parts.exceptions(sent), fn exception ->
    List.map(Parts.said_frames(exception), fn frame ->
      let file = Option.unwrap_or(Option.or(text(frame, "abs_path"), text(frame, "filename")), "")
      "${file}:${or_null(frame, "lineno")}:${or_null(frame, "colno")}"
    end)
  end)
  let ids = List.map(items(or_null(sent, "debug_meta"), "images"), fn image ->
    text_or_empty(image, "debug_id")
  end)
  Crypto.sha256(
    String.join([project_id, event.release, event.dist, event.fingerprint] ++ places ++ ids, "\n")
  )
end

fn looked_up(
  db :: Db,
  project_id :: String,
  event :: Event,
  sent :: Json
) -> Result<Option<Mapped>, DbError> do
  let parts = json {
    platform: event.platform,
    debug_meta: or_null(sent, "debug_meta"),
    exception: Detail.whole_exception_of(sent)
  }
  let mapped = Resolve.applied_to(db, project_id, event.release, event.dist, parts, most_frames())?
  Ok(Option.map(as_written(sent, mapped), fn written ->
    let grouping = Fingerprint.sentry(written)
    Mapped {
      fingerprint: grouping.fingerprint,
      rule: grouping.rule,
      culprit: Parts.culprit_of(written)
    }
  end))
end

# The event as a client would send it that knows where its scripts were written; `None` when no frame was found.
fn as_written(sent :: Json, detail :: Json) -> Option<Json> do
  let chain = items(or_null(detail, "exception"), "chain")
  let found = List.any(chain, fn one ->
    List.any(items(one, "frames"), fn frame -> or_null(frame, "minified") != JsonNull end)
  end)
  case sent do
    JsonObject(fields) when found ->
      Some(JsonObject(Map.put(fields, "exception", JsonArray(List.map(chain, exception_of)))))
    _ -> None
  end
end

fn exception_of(one :: Json) -> Json do
  json {
    type: or_null(one, "type_name"),
    value: or_null(one, "value"),
    module: or_null(one, "module_name"),
    mechanism: or_null(one, "mechanism"),
    stacktrace: json { frames: List.map(items(one, "frames"), frame_of) }
  }
end

fn frame_of(frame :: Json) -> Json do
  case frame do
    JsonObject(fields) -> JsonObject(Map.put(fields, "function", or_null(frame, "function_name")))
    other -> other
  end
end

## What took part in the grouping of the event of a kept body, whose shown parts are these.
pub fn explain(form :: String, body :: String, detail :: Json) -> Json do
  let written = case (form, Json.parse(body)) do
    ("sentry", Ok(sent)) -> as_written(Parts.canonical(sent), detail)
    _ -> None
  end
  Option.unwrap_or_else(Option.map(written, Fingerprint.explained), fn ->
    Fingerprint.explain(form, body)
  end)
end
