##! What an event says, read from the body that was kept.

from Ingestion.Fields import present, or_null, object_or_empty, micros
import Ingestion.Cuts
import Ingestion.Parts
import Storage.Clock

## The parts of an event under our names: `exception` with its `chain`, innermost first, each with its `frames`; `stacktrace`,
## the frames of the outermost one; `threads`, `breadcrumbs`, `extra`, `user_context`; `cut`, what was too long; and whatever else
## the client sent, as it came. `form` is the form of its row; a body that cannot be read gives `{}`.
pub fn of(form :: String, body :: String) -> Json do
  case (form, Json.parse(body)) do
    ("sentry", Ok(event)) -> of_sentry(Parts.canonical(event))
    (_, Ok(JsonObject(fields))) -> JsonObject(with_cuts(fields))
    _ -> JsonObject(%{})
  end
end

fn of_sentry(event :: Json) -> Json do
  let sent = case event do
    JsonObject(fields) -> fields
    _ -> %{}
  end
  # Under other names, or told by the row.
  let others =
    Map.drop(sent, ["user", "tags", "fingerprint", "event_id", "level", "message", "logentry"])
  let logentry = Option.or(present(event, "logentry"), present(event, "sentry.interfaces.Message"))
  let said = Map.merge(others, %{
    "exception" => whole_exception_of(event),
    "stacktrace" => JsonArray(List.map(Parts.shown_frames(event), frame_of)),
    "threads" => JsonArray(List.map(Parts.threads(event), thread_of)),
    "breadcrumbs" => JsonArray(List.filter_map(Parts.breadcrumbs(event), breadcrumb_of)),
    "extra" => object_or_empty(event, "extra"),
    "user_context" => or_null(event, "user"),
    "logentry" => Option.unwrap_or(logentry, JsonNull),
    "client_fingerprint" => or_null(event, "fingerprint")
  })
  JsonObject(with_cuts(said))
end

fn with_cuts(fields :: Map<String, Json>) -> Map<String, Json> do
  case Map.pop(fields, Cuts.field()) do
    (Some(marks), others) -> Map.put(others, "cut", marks)
    (None, others) -> Map.put(others, "cut", JsonObject(%{}))
  end
end

# ---- exceptions -------------------------------------------------------------------------------------------------

## The outermost exception, with the whole chain inside, innermost first, and frames.
pub fn whole_exception_of(event :: Json) -> Json do
  let chain = Parts.exceptions(event)
  case List.final(chain) do
    None -> JsonNull
    Some(main) ->
      case link_of(main) do
        JsonObject(fields) ->
          JsonObject(
            Map.put(Map.delete(fields, "frames"), "chain", JsonArray(List.map(chain, link_of)))
          )
        other -> other
      end
  end
end

## The same for those who watch: without frames.
pub fn exception_of(event :: Json) -> Json do
  let chain = Parts.exceptions(event)
  case List.final(chain) do
    None -> JsonNull
    Some(main) ->
      json {
        type_name: or_null(main, "type"),
        value: or_null(main, "value"),
        module_name: or_null(main, "module"),
        chain: List.map(chain, fn one ->
          json {
            type_name: or_null(one, "type"),
            value: or_null(one, "value"),
            module_name: or_null(one, "module"),
            mechanism: or_null(one, "mechanism")
          }
        end)
      }
  end
end

# Everything that a client says of an exception, with our names for what everybody sends.
fn link_of(exception :: Json) -> Json do
  let others = case exception do
    JsonObject(fields) -> Map.drop(fields, ["type", "value", "module", "stacktrace", "mechanism"])
    _ -> %{}
  end
  JsonObject(Map.merge(others, %{
    "type_name" => or_null(exception, "type"),
    "value" => if Option.is_none(present(exception, "value")) do
      JsonNull
    else
      JsonString(Parts.value_of(exception))
    end,
    "module_name" => or_null(exception, "module"),
    "mechanism" => or_null(exception, "mechanism"),
    "frames" => JsonArray(List.map(Parts.said_frames(exception), frame_of))
  }))
end

# A frame as the client sent it, with our name of the function.
fn frame_of(frame :: Json) -> Json do
  case frame do
    JsonObject(fields) ->
      case Map.pop(fields, "function") do
        (Some(function), others) ->
          JsonObject(Map.put(without_nulls(others), "function_name", function))
        (None, others) -> JsonObject(without_nulls(others))
      end
    other -> other
  end
end

fn without_nulls(fields :: Map<String, Json>) -> Map<String, Json> =
  Map.reject(fields, fn _, value -> value == JsonNull end)

fn thread_of(thread :: Json) -> Json do
  let others = case thread do
    JsonObject(fields) -> Map.drop(fields, ["stacktrace"])
    _ -> %{}
  end
  JsonObject(Map.put(others, "frames", JsonArray(List.map(Parts.said_frames(thread), frame_of))))
end

# ---- breadcrumbs ------------------------------------------------------------------------------------------------

# With its time as everybody else writes times.
fn breadcrumb_of(crumb :: Json) -> Option<Json> do
  case crumb do
    JsonObject(fields) when not Map.is_empty(fields) -> do
      let at =
        Option.map(micros(or_null(crumb, "timestamp")), fn at -> JsonString(Clock.shown(at)) end)
      let timed = case at do
        Some(time) -> Map.put(fields, "timestamp", time)
        None -> fields
      end
      Some(JsonObject(without_nulls(timed)))
    end
    _ -> None
  end
end
