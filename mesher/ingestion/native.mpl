##! Events of Mesher's own API.

from Ingestion.Event import Event, is_level
from Ingestion.Fields import text, text_or_empty, present, or_null, object_or_empty, first_text, first_line, items, micros
from Ingestion.Ids import event_id, new_event_id
import Ingestion.Fingerprint
import Ingestion.Parts

## A checked event, or what is wrong with it.
pub fn parse(body :: String) -> Result<Event, String> do
  case Json.parse(body) do
    Ok(JsonObject(fields)) -> normalise(JsonObject(fields), body)
    _ -> Err("invalid json")
  end
end

fn normalise(event :: Json, body :: String) -> Result<Event, String> do
  let message = text_or_empty(event, "message")
  let exception = object_or_empty(event, "exception")
  if message == "" and exception == JsonObject(%{}) do
    Err("missing required field: message")
  else
    let level = level_of(event)?
    let tags = object_or_empty(event, "tags")
    let grouping = Fingerprint.native(event)
    Ok(Event {
      id: Option.unwrap_or(Option.and_then(text(event, "event_id"), event_id), new_event_id()),
      title: title_of(message, exception),
      message: message,
      level: level,
      fingerprint: grouping.fingerprint,
      grouping_rule: grouping.rule,
      culprit: culprit_of(event),
      exception_type: text_or_empty(exception, "type_name"),
      exception_value: text_or_empty(exception, "value"),
      handled: true,
      environment: first_text([text(event, "environment"), text(tags, "environment")]),
      release: text_or_empty(event, "release"),
      platform: text_or_empty(event, "platform"),
      sdk_name: text_or_empty(event, "sdk_name"),
      sdk_version: text_or_empty(event, "sdk_version"),
      occurred_at: micros(or_null(event, "timestamp")),
      dist: "",
      transaction_name: "",
      user_label: "",
      tags: tags,
      body: body,
      form: "native",
      cuts: %{},
      data: event
    })
  end
end

fn level_of(event :: Json) -> Result<String, String> do
  case present(event, "level") do
    None -> Ok("error")
    Some(JsonString(level)) when is_level(level) -> Ok(level)
    _ -> Err("invalid level: must be fatal, error, warning, info, or debug")
  end
end

fn title_of(message :: String, exception :: Json) -> String do
  let kind = text_or_empty(exception, "type_name")
  let value = first_line(text_or_empty(exception, "value"))
  let of_exception = if kind != "" and value != "" do "${kind}: ${value}" else kind <> value end
  String.slice(first_text([Some(first_line(String.trim(message))), Some(of_exception), Some("Untitled")]), 0, 255)
end

# The last function of the application, else the last one.
fn culprit_of(event :: Json) -> String do
  let frames = items(event, "stacktrace")
  let own = List.filter(frames, fn frame -> Json.field(frame, "in_app") == Some(JsonBool(true)) end)
  case Option.or(List.final(own), List.final(frames)) do
    None -> ""
    Some(frame) -> Parts.place(text_or_empty(frame, "filename"), text_or_empty(frame, "function_name"))
  end
end
