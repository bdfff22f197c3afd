##! Events of Sentry clients.

from Ingestion.Event import Event, is_level
from Ingestion.Fields import text, text_or_empty, present, first_text
import Ingestion.Fingerprint

## The event in a JSON object; `id` wins over the event's own.
pub fn normalise(event :: Json, id :: Option<String>) -> Event do
  let message = Fingerprint.message_of(event)
  Event {
    id: first_text([Option.map(id, compact), Option.map(text(event, "event_id"), compact), Some(compact(Crypto.uuid4()))]),
    title: title_of(event, message),
    message: message,
    level: level_of(event),
    fingerprint: Fingerprint.sentry(event),
    environment: text_or_empty(event, "environment"),
    release: text_or_empty(event, "release"),
    platform: text_or_empty(event, "platform"),
    data: streamed(event, message)
  }
end

# Ids come with and without dashes.
fn compact(id :: String) -> String = String.replace(String.to_lower(id), "-", "")

fn title_of(event :: Json, message :: String) -> String do
  let main = Option.unwrap_or(Fingerprint.main_exception(event), JsonNull)
  let kind = text_or_empty(main, "type")
  let value = text_or_empty(main, "value")
  let titled = if kind != "" do
    let first = List.get(String.split(value, "\n"), 0)
    if first == "" do kind else "${kind}: ${first}" end
  else
    let whole = String.trim(first_text([Some(message), Some(value)]))
    List.get(String.split(whole, "\n"), 0)
  end
  first_text([Some(String.slice(titled, 0, 255)), Some("Untitled")])
end

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
    known -> if is_level(known) do known else "error" end
  end
end

fn streamed(event :: Json, message :: String) -> Json do
  json {
    message: message,
    level: level_of(event),
    environment: text_or_empty(event, "environment"),
    release: text_or_empty(event, "release"),
    platform: text_or_empty(event, "platform"),
    exception: Option.unwrap_or(present(event, "exception"), JsonNull)
  }
end
