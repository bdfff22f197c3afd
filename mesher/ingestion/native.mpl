##! Events of Mesher's own API.

from Ingestion.Event import Event, is_level
from Ingestion.Fields import (
  text,
  text_or_empty,
  present,
  or_null,
  object_or_empty,
  first_text,
  first_line,
  items,
  micros,
  as_text
)
from Ingestion.Ids import event_id, new_event_id
from Ingestion.Reading import Kept
from Ingestion.Sentry import user_label
import Ingestion.Fingerprint
import Ingestion.Limits
import Ingestion.Parts
import Ingestion.Reading

## A checked event, or what is wrong with it.
pub fn parse(body :: String) -> Result<Event, String> do
  case Reading.event(body, Limits.native) do
    Some(kept) -> normalise(kept.event, kept)
    None -> Err("invalid json")
  end
end

fn normalise(event :: Json, kept :: Kept) -> Result<Event, String> do
  let message = text_or_empty(event, "message")
  let exception = object_or_empty(event, "exception")
  if message == "" and exception == JsonObject(%{}) do
    Err("missing required field: message")
  else
    let level = level_of(event)?
    let tags = tags_of(event)
    let grouping = Fingerprint.native(event)
    Ok(Event {
      id: Option.unwrap_or_else(Option.and_then(text(event, "event_id"), event_id), new_event_id),
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
      release: first_text([text(event, "release"), text(tags, "release")]),
      platform: text_or_empty(event, "platform"),
      sdk_name: text_or_empty(event, "sdk_name"),
      sdk_version: text_or_empty(event, "sdk_version"),
      occurred_at: micros(or_null(event, "timestamp")),
      dist: text_or_empty(event, "dist"),
      transaction_name: first_text([text(event, "transaction"), text(tags, "transaction")]),
      user_label: user_label(or_null(event, "user_context")),
      tags: tags,
      body: kept.body,
      form: "native",
      cuts: kept.cuts.times
    })
  end
end

# Tags as texts.
fn tags_of(event :: Json) -> Json do
  case Json.field(event, "tags") do
    Some(JsonObject(fields)) -> do
      let said = Map.filter(fields, fn _, value -> value != JsonNull end)
      JsonObject(Map.transform(said, fn value -> JsonString(as_text(value)) end))
    end
    _ -> JsonObject(%{})
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
  String.slice(
    first_text([Some(first_line(String.trim(message))), Some(of_exception), Some("Untitled")]),
    0,
    255
  )
end

# The last function of the application, else the last one.
fn culprit_of(event :: Json) -> String do
  let frames = items(event, "stacktrace")
  let own = List.filter(frames, fn frame -> Json.field(frame, "in_app") == Some(JsonBool(true)) end)
  case Option.or(List.final(own), List.final(frames)) do
    None -> ""
    Some(frame) ->
      Parts.place(text_or_empty(frame, "filename"), text_or_empty(frame, "function_name"))
  end
end
