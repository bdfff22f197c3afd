##! Events of Sentry clients.

from Ingestion.Event import Event, is_level
from Ingestion.Fields import (
  text, text_or_empty, present, or_null, first_text, first_line, as_text, micros
)
from Ingestion.Ids import event_id, new_event_id
import Ingestion.Detail
import Ingestion.Fingerprint
import Ingestion.Parts
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
  let message = Parts.message_of(event)
  let level = level_of(event)
  let tags = tags_of(event, level)
  let exception = Detail.exception_of(clean)
  let environment = first_text([text(event, "environment"), text(tags, "environment")])
  let grouping = Fingerprint.sentry(event)
  let main = Option.unwrap_or(Parts.main_exception(event), JsonNull)
  let (sdk_name, sdk_version) = sdk_of(event, origin.client)
  Event {
    id: id_of(event, origin),
    title: title_of(event, message),
    message: message,
    level: level,
    fingerprint: grouping.fingerprint,
    grouping_rule: grouping.rule,
    culprit: Parts.culprit_of(event),
    exception_type: text_or_empty(main, "type"),
    exception_value: text_or_empty(main, "value"),
    handled: Parts.is_handled(event),
    environment: environment,
    release: text_or_empty(event, "release"),
    platform: text_or_empty(event, "platform"),
    sdk_name: sdk_name,
    sdk_version: sdk_version,
    occurred_at: occurred_at(event, origin.sent_at),
    dist: text_or_empty(event, "dist"),
    transaction_name: text_or_empty(event, "transaction"),
    user_label: user_label(or_null(clean, "user")),
    tags: tags,
    body: Json.encode(clean),
    form: "sentry",
    cuts: %{},
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

fn user_label(user :: Json) -> String do
  first_text(List.map(["id", "email", "username", "ip_address"], fn name -> Option.map(present(user, name), as_text) end))
end

fn id_of(event :: Json, origin :: Origin) -> String do
  let own = Option.and_then(text(event, "event_id"), event_id)
  Option.unwrap_or(Option.or(Option.and_then(origin.id, event_id), own), new_event_id())
end

fn title_of(event :: Json, message :: String) -> String do
  let main = Option.unwrap_or(Parts.main_exception(event), JsonNull)
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
