##! Events of Sentry clients.

from Ingestion.Event import Event, is_level
from Ingestion.Fields import (
  text, text_or_empty, present, or_null, items, object_or_empty, first_text, first_line, as_text, micros
)
from Ingestion.Ids import event_id, new_event_id
import Ingestion.Fingerprint
import Ingestion.Privacy
import Storage.Clock

## What a client says beside the event itself.
pub struct Origin do
  ## The id in the envelope's header; it wins over the event's own.
  id :: Option<String>
  ## When the client sent it, by its own clock.
  sent_at :: Option<Int>
  ## The client's name and version, as in `sentry.python/2.0`.
  client :: Option<String>
end deriving(Debug)

## The event in a JSON text, or what is wrong with it.
pub fn parse(body :: String, origin :: Origin) -> Result<Event, String> do
  case Json.parse(body) do
    Ok(JsonObject(fields)) -> Ok(normalise(JsonObject(fields), origin))
    _ -> Err("invalid event")
  end
end

fn normalise(event :: Json, origin :: Origin) -> Event do
  let clean = Privacy.filtered(event)
  let message = Fingerprint.message_of(event)
  let level = level_of(event)
  let tags = tags_of(event, level)
  let exception = exception_of(clean)
  let environment = first_text([text(event, "environment"), text(tags, "environment")])
  let (sdk_name, sdk_version) = sdk_of(event, origin.client)
  Event {
    id: id_of(event, origin),
    title: title_of(event, message),
    message: message,
    level: level,
    fingerprint: Fingerprint.sentry(event),
    environment: environment,
    release: text_or_empty(event, "release"),
    platform: text_or_empty(event, "platform"),
    sdk_name: sdk_name,
    sdk_version: sdk_version,
    occurred_at: occurred_at(event, origin.sent_at),
    exception: exception,
    stacktrace: JsonArray(frames_of(clean)),
    breadcrumbs: JsonArray(breadcrumbs_of(clean)),
    tags: tags,
    extra: object_or_empty(clean, "extra"),
    user_context: or_null(clean, "user"),
    payload: json {
      contexts: or_null(clean, "contexts"),
      request: or_null(clean, "request"),
      modules: or_null(clean, "modules"),
      transaction: or_null(clean, "transaction"),
      server_name: or_null(clean, "server_name"),
      template: Fingerprint.template_of(event)
    },
    data: json {
      message: message,
      level: level,
      environment: environment,
      release: text_or_empty(event, "release"),
      platform: text_or_empty(event, "platform"),
      exception: exception
    }
  }
end

fn id_of(event :: Json, origin :: Origin) -> String do
  let own = Option.and_then(text(event, "event_id"), event_id)
  Option.unwrap_or(Option.or(Option.and_then(origin.id, event_id), own), new_event_id())
end

fn title_of(event :: Json, message :: String) -> String do
  let main = Option.unwrap_or(Fingerprint.main_exception(event), JsonNull)
  let kind = text_or_empty(main, "type")
  let value = text_or_empty(main, "value")
  let title = if kind == "" do
    first_line(String.trim(first_text([Some(message), Some(value)])))
  else if first_line(value) == "" do
    kind
  else
    "${kind}: ${first_line(value)}"
  end
  first_text([Some(String.slice(title, 0, 255)), Some("Untitled")])
end

# ---- level ------------------------------------------------------------------------------------------------------

fn level_of(event :: Json) -> String do
  case Json.field(event, "level") do
    Some(JsonInt(number)) -> numbered(number)
    Some(JsonString(written)) -> case String.to_int(written) do
      Some(number) -> numbered(number)
      None -> named(String.to_lower(written))
    end
    _ -> "error"
  end
end

fn numbered(number :: Int) -> String do
  case number do
    10 -> "debug"
    20 -> "info"
    30 -> "warning"
    50 -> "fatal"
    _ -> "error"
  end
end

fn named(level :: String) -> String do
  case level do
    "warn" -> "warning"
    "log" -> "info"
    "critical" -> "fatal"
    known when is_level(known) -> known
    _ -> "error"
  end
end

# ---- parts ------------------------------------------------------------------------------------------------------

# The outermost exception, with the whole chain inside, innermost first.
fn exception_of(event :: Json) -> Json do
  let chain = Fingerprint.exceptions(event)
  case List.final(chain) do
    None -> JsonNull
    Some(main) -> json {
      type_name: or_null(main, "type"),
      value: or_null(main, "value"),
      module_name: or_null(main, "module"),
      chain: List.map(chain, link_of)
    }
  end
end

fn link_of(exception :: Json) -> Json do
  json {
    type_name: or_null(exception, "type"),
    value: or_null(exception, "value"),
    module_name: or_null(exception, "module"),
    mechanism: or_null(exception, "mechanism")
  }
end

# What is stored of a frame: our name of each field, and the client's.
fn frame_fields() -> List<(String, String)> do
  let renamed = [("function_name", "function")]
  let same = [
    "filename", "lineno", "colno", "context_line", "in_app", "module", "abs_path", "pre_context", "post_context", "vars"
  ]
  renamed ++ List.map(same, fn name -> (name, name) end)
end

# Without frames that say nothing: a small body can hold very many of them.
fn frames_of(event :: Json) -> List<Json> do
  let fields = frame_fields()
  List.filter_map(Fingerprint.all_frames(event), fn frame ->
    let said = List.any(fields, fn((_, theirs)) -> Option.is_some(present(frame, theirs)) end)
    if said do Some(frame_of(fields, frame)) else None end
  end)
end

fn frame_of(fields :: List<(String, String)>, frame :: Json) -> Json do
  JsonObject(Map.from_list(List.map(fields, fn((ours, theirs)) -> (ours, or_null(frame, theirs)) end)))
end

fn breadcrumbs_of(event :: Json) -> List<Json> do
  case present(event, "breadcrumbs") do
    Some(JsonArray(all)) -> all
    Some(wrapped) -> items(wrapped, "values")
    None -> []
  end
end

# Tags as texts, with what the event says elsewhere where no tag says it.
fn tags_of(event :: Json, level :: String) -> Json do
  let own = case Json.field(event, "tags") do
    Some(JsonObject(fields)) -> Map.to_list(fields)
    Some(JsonArray(pairs)) -> List.filter_map(pairs, pair_of)
    _ -> []
  end
  let names = ["environment", "release", "server_name", "transaction", "logger"]
  let said = List.filter_map(names, fn name -> Option.map(present(event, name), fn value -> (name, value) end) end)
  let all = [("level", JsonString(level))] ++ said ++ List.filter(own, fn tag -> Tuple.second(tag) != JsonNull end)
  JsonObject(Map.from_list(List.map(all, fn((name, value)) -> (name, JsonString(as_text(value))) end)))
end

fn pair_of(pair :: Json) -> Option<(String, Json)> do
  case pair do
    JsonArray([name, value]) -> Some((as_text(name), value))
    _ -> None
  end
end

fn sdk_of(event :: Json, client :: Option<String>) -> (String, String) do
  let sdk = or_null(event, "sdk")
  let parts = String.split(Option.unwrap_or(client, ""), "/")
  case text(sdk, "name") do
    Some(name) -> (name, text_or_empty(sdk, "version"))
    None -> (List.get(parts, 0), Option.unwrap_or(List.at(parts, 1), ""))
  end
end

# By our clock when the client's is more than a minute off.
fn occurred_at(event :: Json, sent_at :: Option<Int>) -> Option<Int> do
  let drift = Option.unwrap_or(Option.map(sent_at, fn sent -> Clock.now() - sent end), 0)
  let correction = if Math.abs(drift) > 60000000 do drift else 0 end
  Option.map(micros(or_null(event, "timestamp")), fn at -> at + correction end)
end
