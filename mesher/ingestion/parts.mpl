##! Where the parts of a Sentry event stand, in all the forms that old and new clients send.

from Ingestion.Fields import text, items, present, or_null, first_text, as_text

## The event with its parts under the names of today: older clients sent some of them as `sentry.interfaces.User`.
pub fn canonical(event :: Json) -> Json do
  case event do
    JsonObject(fields) when Map.any(fields, fn name, _ ->
      String.starts_with(name, "sentry.interfaces.")
    end) -> do
      JsonObject(List.reduce(former_names(), fields, renamed))
    end
    other -> other
  end
end

fn former_names() -> List<(String, String)> do
  [
    ("Exception", "exception"),
    ("Stacktrace", "stacktrace"),
    ("Http", "request"),
    ("User", "user"),
    ("Breadcrumbs", "breadcrumbs"),
    ("Contexts", "contexts"),
    ("Threads", "threads")
  ]
end

fn renamed(fields :: Map<String, Json>, names :: (String, String)) -> Map<String, Json> do
  let (former, name) = names
  let (value, others) = Map.pop(fields, "sentry.interfaces.${former}")
  case value do
    Some(found) -> Map.put_new(others, name, found)
    None -> others
  end
end

## A field as text where it is a text or a number.
pub fn label(event :: Json, name :: String) -> String do
  case Json.field(event, name) do
    Some(JsonString(value)) -> String.trim(value)
    Some(JsonInt(value)) -> "${value}"
    Some(JsonFloat(value)) -> "${value}"
    _ -> ""
  end
end

## The type of an exception, and what it says; "" where there is none. Some clients put a value of another type there.
pub fn type_of(exception :: Json) -> String = first_text([text(exception, "type")])

pub fn value_of(exception :: Json) -> String =
  Option.unwrap_or(Option.map(present(exception, "value"), as_text), "")

## Exceptions, innermost first, however the client wraps them.
pub fn exceptions(event :: Json) -> List<Json> =
  values(event, "exception", ["type", "value", "stacktrace"])

# The elements of a list that may be wrapped, or stand alone when one of the marks tells that it is one.
fn values(event :: Json, key :: String, marks :: List<String>) -> List<Json> do
  let field = or_null(event, key)
  case (field, or_null(field, "values")) do
    (JsonArray(all), _) | (_, JsonArray(all)) -> List.filter(all, is_filled)
    _ ->
      if List.any(marks, fn mark -> Option.is_some(present(field, mark)) end) do [field] else [] end
  end
end

## Whether it is an object with something in it.
pub fn is_filled(value :: Json) -> Bool do
  case value do
    JsonObject(fields) -> not Map.is_empty(fields)
    _ -> false
  end
end

## The last exception of the chain: the outermost one.
pub fn main_exception(event :: Json) -> Option<Json> = List.final(exceptions(event))

## The frames that count: those of the application when there are any.
pub fn frames_of(event :: Json) -> List<Json> do
  let all = all_frames(event)
  let own = List.filter(all, fn frame -> Json.field(frame, "in_app") == Some(JsonBool(true)) end)
  if List.is_empty(own) do all else own end
end

## All frames that are not empty: of the main exception, else of the thread that matters, else of the event.
pub fn all_frames(event :: Json) -> List<Json> = List.filter(first_stack(event), is_filled)

## The same, without those that say nothing.
pub fn shown_frames(event :: Json) -> List<Json> = List.filter(first_stack(event), says_something)

# Empty frames count here: a stack of nothing else is a stack, and no other is looked for.
fn first_stack(event :: Json) -> List<Json> do
  let of_exception = Option.unwrap_or(Option.map(main_exception(event), stack_of), [])
  if not List.is_empty(of_exception) do
    of_exception
  else
    let of_thread = Option.unwrap_or(Option.map(thread_of(event), stack_of), [])
    if List.is_empty(of_thread) do stack_of(event) else of_thread end
  end
end

## Where it happened, for people: the transaction, or the function of the application that was reached last.
pub fn culprit_of(event :: Json) -> String do
  let of_frame = Option.map(List.final(frames_of(event)), fn frame ->
    let file = first_text([text(frame, "module"), text(frame, "filename"), text(frame, "abs_path")])
    place(file, first_text([text(frame, "function")]))
  end)
  String.slice(first_text([text(event, "transaction"), text(event, "culprit"), of_frame]), 0, 200)
end

## A place in a program, as people write it.
pub fn place(file :: String, function :: String) -> String do
  if file != "" and function != "" do "${file} in ${function}" else file <> function end
end

## False when nobody caught the exception.
pub fn is_handled(event :: Json) -> Bool do
  not List.any(exceptions(event), fn exception ->
    Json.field(or_null(exception, "mechanism"), "handled") == Some(JsonBool(false))
  end)
end

fn stack_of(value :: Json) -> List<Json> do
  case Json.field(or_null(value, "stacktrace"), "frames") do
    Some(JsonArray(frames)) -> frames
    _ -> []
  end
end

## The threads, in the order in which the client sent them.
pub fn threads(event :: Json) -> List<Json> = values(event, "threads", ["type"])

## The breadcrumbs, oldest first, however the client wraps them.
pub fn breadcrumbs(event :: Json) -> List<Json> do
  case present(event, "breadcrumbs") do
    Some(JsonArray(all)) -> all
    Some(wrapped) -> items(wrapped, "values")
    None -> []
  end
end

## The frames of an exception or a thread that say something: a small body can hold very many that do not.
pub fn said_frames(owner :: Json) -> List<Json> = List.filter(stack_of(owner), says_something)

fn says_something(frame :: Json) -> Bool do
  case frame do
    JsonObject(fields) ->
      is_said(fields, "filename") or
        is_said(fields, "function") or
        List.any(other_names(), fn name -> is_said(fields, name) end)
    _ -> false
  end
end

fn is_said(fields :: Map<String, Json>, name :: String) -> Bool do
  case Map.fetch(fields, name) do
    None | Some(JsonNull) -> false
    Some(_) -> true
  end
end

fn other_names() -> List<String> do
  [
    "lineno",
    "colno",
    "context_line",
    "in_app",
    "module",
    "abs_path",
    "pre_context",
    "post_context",
    "vars",
    "package",
    "instruction_addr",
    "symbol_addr",
    "image_addr",
    "raw_function"
  ]
end

fn thread_of(event :: Json) -> Option<Json> do
  let threads = threads(event)
  let flagged = fn flag ->
    List.find(threads, fn thread -> Json.field(thread, flag) == Some(JsonBool(true)) end)
  end
  let only = if List.length(threads) == 1 do List.first(threads) else None end
  Option.or(flagged("crashed"), Option.or(flagged("current"), only))
end

# ---- messages ---------------------------------------------------------------------------------------------------

# The three places of a message, each an object with `formatted` and `message`.
fn log_entry(event :: Json) -> Json = or_null(event, "logentry")

fn old_entry(event :: Json) -> Json = or_null(event, "sentry.interfaces.Message")

fn written(event :: Json) -> Json do
  case or_null(event, "message") do
    JsonString(text) -> json { message: text }
    other -> other
  end
end

## The message as the program wrote it, before values went in.
pub fn template_of(event :: Json) -> String do
  # Clients that send the old form send the message with its values as `message`, so that comes last.
  let entries = [log_entry(event), old_entry(event), written(event)]
  first_text(
    List.map(entries, fn entry -> text(entry, "message") end) ++ List.map(entries, formatted)
  )
end

## The message for people.
pub fn message_of(event :: Json) -> String do
  let entries = [log_entry(event), written(event), old_entry(event)]
  first_text(List.flat_map(entries, fn entry -> [formatted(entry), text(entry, "message")] end))
end

fn formatted(entry :: Json) -> Option<String> = text(entry, "formatted")
