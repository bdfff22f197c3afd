##! Events of Mesher's own API.

from Ingestion.Event import Event, is_level
from Ingestion.Fields import text, text_or_empty, present, first_text
import Ingestion.Fingerprint

## A checked event, or what is wrong with it.
pub fn parse(body :: String) -> Result<Event, String> do
  case Json.parse(body) do
    Ok(JsonObject(entries)) -> normalise(JsonObject(entries))
    _ -> Err("invalid json")
  end
end

fn normalise(event :: Json) -> Result<Event, String> do
  let message = text_or_empty(event, "message")
  let exception = Option.unwrap_or(present(event, "exception"), JsonNull)
  let level = first_text([text(event, "level"), Some("error")])
  if message == "" and exception == JsonNull do
    Err("missing required field: message")
  else if not is_level(level) do
    Err("invalid level: must be fatal, error, warning, info, or debug")
  else
    Ok(Event {
      id: id_of(event),
      title: title_of(message, exception),
      message: message,
      level: level,
      fingerprint: Fingerprint.native(event),
      environment: text_or_empty(event, "environment"),
      release: text_or_empty(event, "release"),
      platform: "",
      data: event
    })
  end
end

fn id_of(event :: Json) -> String do
  let given = String.replace(String.to_lower(text_or_empty(event, "event_id")), "-", "")
  if Regex.is_match(~r/^[0-9a-f]{32}$/, given) do given else String.replace(Crypto.uuid7(), "-", "") end
end

fn title_of(message :: String, exception :: Json) -> String do
  let kind = text_or_empty(exception, "type_name")
  let value = text_or_empty(exception, "value")
  let titled = if kind != "" and value != "" do "${kind}: ${value}" else kind <> value end
  let whole = first_text([Some(message), Some(titled), Some("Untitled")])
  String.slice(List.get(String.split(whole, "\n"), 0), 0, 255)
end
