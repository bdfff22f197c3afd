##! Events of Sentry clients.

from Ingestion.Event import Event
from Ingestion.Fields import (
  text,
  text_or_empty,
  present,
  or_null,
  first_text,
  first_line,
  as_text,
  micros
)
from Ingestion.Ids import event_id, new_event_id
from Ingestion.Reading import Kept
import Ingestion.Fingerprint
import Ingestion.Levels
import Ingestion.Limits
import Ingestion.Parts
import Ingestion.Reading
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
  case Reading.event(body, Limits.sentry) do
    Some(kept) -> Ok(normalise(Parts.canonical(kept.event), kept, origin))
    None -> Err("invalid event")
  end
end

fn normalise(event :: Json, kept :: Kept, origin :: Origin) -> Event do
  let message = Parts.message_of(event)
  let level = Levels.of(event)
  let main = Parts.main_exception(event)
  let tags = tags_of(event, level, main)
  let environment = first_text([Some(Parts.label(event, "environment")), text(tags, "environment")])
  let (release, platform) = (Parts.label(event, "release"), Parts.label(event, "platform"))
  let grouping = Fingerprint.sentry(event)
  let kind = Option.unwrap_or(Option.map(main, Parts.type_of), "")
  let value = Option.unwrap_or(Option.map(main, Parts.value_of), "")
  let (sdk_name, sdk_version) = sdk_of(event, origin.client)
  Event {
    id: id_of(event, origin),
    title: title_of(kind, value, message),
    message: message,
    level: level,
    fingerprint: grouping.fingerprint,
    grouping_rule: grouping.rule,
    culprit: Parts.culprit_of(event),
    exception_type: kind,
    exception_value: value,
    handled: Parts.is_handled(event),
    environment: environment,
    release: release,
    platform: platform,
    sdk_name: sdk_name,
    sdk_version: sdk_version,
    occurred_at: occurred_at(event, origin.sent_at),
    dist: Parts.label(event, "dist"),
    transaction_name: Parts.label(event, "transaction"),
    user_label: user_label(or_null(event, "user")),
    tags: tags,
    body: kept.body,
    form: "sentry",
    cuts: kept.cuts.times
  }
end

## The id, e-mail address, name or address of a user.
pub fn user_label(user :: Json) -> String do
  first_text(List.map(["id", "email", "username", "name", "ip_address"], fn name ->
    Option.map(present(user, name), fn value -> String.slice(as_text(value), 0, 200) end)
  end))
end

fn id_of(event :: Json, origin :: Origin) -> String do
  let own = Option.and_then(text(event, "event_id"), event_id)
  Option.unwrap_or_else(Option.or(Option.and_then(origin.id, event_id), own), new_event_id)
end

fn title_of(kind :: String, value :: String, message :: String) -> String do
  let title = if kind == "" do
    first_line(String.trim(first_text([Some(message), Some(value)])))
  else if first_line(value) == "" do
    kind
  else
    "${kind}: ${first_line(value)}"
  end
  first_text([Some(String.slice(title, 0, 255)), Some("Untitled")])
end

# ---- parts ------------------------------------------------------------------------------------------------------

# Tags as texts, with what the event says elsewhere where no tag says it.
fn tags_of(event :: Json, level :: String, main :: Option<Json>) -> Json do
  let own = case Json.field(event, "tags") do
    Some(JsonObject(fields)) -> Map.to_list(fields)
    Some(JsonArray(pairs)) -> List.filter_map(pairs, pair_of)
    _ -> []
  end
  let names = ["environment", "release", "server_name", "transaction", "logger"]
  let said = List.filter_map(names, fn name ->
    Option.map(present(event, name), fn value -> (name, value) end)
  end)
  let set = List.filter(own, fn tag -> Tuple.second(tag) != JsonNull end)
  let all = [("level", JsonString(level))] ++ of_exception(event, main) ++ said ++ set
  JsonObject(Map.from_list(List.map(all, fn((name, value)) ->
    (name, JsonString(as_text(value)))
  end)))
end

# How the exception came to be known.
fn of_exception(event :: Json, main :: Option<Json>) -> List<(String, Json)> do
  let mechanism = Option.map(main, fn exception -> or_null(exception, "mechanism") end)
  let kind = Option.and_then(mechanism, fn found ->
    Option.filter(present(found, "type"), fn name -> name != JsonString("") end)
  end)
  let handled = Option.and_then(mechanism, fn found -> present(found, "handled") end)
  let tags = [
    Option.map(kind, fn name -> ("mechanism", name) end),
    Option.map(handled, fn _ ->
      ("handled", JsonString(if Parts.is_handled(event) do "yes" else "no" end))
    end)
  ]
  Option.values(tags)
end

fn pair_of(pair :: Json) -> Option<(String, Json)> do
  case pair do
    JsonArray([name, value]) -> Some((as_text(name), value))
    # As some clients write dictionaries.
    JsonObject(_) -> Option.map(text(pair, "key"), fn name -> (name, or_null(pair, "value")) end)
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

# By our clock when the client's is more than a minute off; nothing happens in the future.
fn occurred_at(event :: Json, sent_at :: Option<Int>) -> Option<Int> do
  let now = Clock.now()
  let drift = Option.unwrap_or(Option.map(sent_at, fn sent -> now - sent end), 0)
  let correction = if Math.abs(drift) > 60000000 do drift else 0 end
  Option.map(micros(or_null(event, "timestamp")), fn at ->
    if at + correction > now + 60000000 do now else at + correction end
  end)
end
