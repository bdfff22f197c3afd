##! What an event says, read from the body that was kept.

from Ingestion.Fields import present, or_null, items, object_or_empty
import Ingestion.Parts

## The parts of an event under our names: `exception`, `stacktrace`, `breadcrumbs`, `extra`, `user_context`, and what Sentry clients
## send beside them. `form` is the form of its row; a body that cannot be read gives `{}`.
pub fn of(form :: String, body :: String) -> Json do
  case (form, Json.parse(body)) do
    ("sentry", Ok(event)) -> of_sentry(event)
    (_, Ok(event)) -> event
    _ -> JsonObject(%{})
  end
end

fn of_sentry(event :: Json) -> Json do
  let same = ["contexts", "request", "modules", "transaction", "server_name", "threads", "debug_meta", "dist", "platform", "sdk"]
  let copied = List.filter_map(same, fn name -> Option.map(present(event, name), fn value -> (name, value) end) end)
  JsonObject(Map.merge(Map.from_list(copied), %{
    "exception" => exception_of(event),
    "stacktrace" => JsonArray(frames_of(event)),
    "breadcrumbs" => JsonArray(breadcrumbs_of(event)),
    "extra" => object_or_empty(event, "extra"),
    "user_context" => or_null(event, "user")
  }))
end

## The outermost exception, with the whole chain inside, innermost first.
pub fn exception_of(event :: Json) -> Json do
  let chain = Parts.exceptions(event)
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
  List.filter_map(Parts.all_frames(event), fn frame ->
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
