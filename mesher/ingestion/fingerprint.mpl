##! Which events belong together: fingerprints of native and Sentry events.

from Ingestion.Fields import text, text_or_empty, items, present, or_null, first_text, as_text

# ---- native -----------------------------------------------------------------------------------------------------

## Lower case without `0x`: different addresses still differ.
pub fn normal(message :: String) -> String = String.trim(String.replace(String.to_lower(message), "0x", ""))

## Custom, else stack frames, else exception type, else message.
pub fn native(event :: Json) -> String do
  case custom_of(event) do
    Some(fingerprint) -> fingerprint
    None -> native_default(event)
  end
end

fn custom_of(event :: Json) -> Option<String> do
  case Json.field(event, "fingerprint") do
    Some(JsonString(whole)) when whole != "" -> Some(whole)
    Some(JsonArray(parts)) when not List.is_empty(parts) -> Some(String.join(List.map(parts, as_text), "|"))
    _ -> None
  end
end

fn native_default(event :: Json) -> String do
  let message = text_or_empty(event, "message")
  let frames = items(event, "stacktrace")
  let exception = Option.unwrap_or(present(event, "exception"), JsonNull)
  let kind = text_or_empty(exception, "type_name")
  if not List.is_empty(frames) do
    let parts = List.map(frames, fn frame ->
      "${text_or_empty(frame, "filename")}|${text_or_empty(frame, "function_name")}"
    end)
    "${String.join(parts, ";")}:${normal(message)}"
  else if kind != "" do
    "${kind}:${normal(text_or_empty(exception, "value"))}"
  else
    "msg:${normal(message)}"
  end
end

# ---- Sentry -----------------------------------------------------------------------------------------------------

## Numbers, addresses and identifiers replaced by what they are.
pub fn generalise(message :: String) -> String do
  let text = String.to_lower(message)
    |> replaced(~r/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/, "<uuid>")
    |> replaced(~r/\b\d{4}-\d{2}-\d{2}(?:[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)?\b/, "<date>")
    |> replaced(~r/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/, "<email>")
    |> replaced(~r/\b(?:\d{1,3}\.){3}\d{1,3}\b/, "<ip>")
    |> replaced(~r/\b0x[0-9a-f]+\b/, "<hex>")
  let hexed = Regex.replace_with(~r/\b[0-9a-f]{8,}\b/, text, fn word -> if is_mixed(word) do "<hex>" else word end end)
  let numbered = Regex.replace_with(~r/[\w.-]+/, hexed, without_numbers)
  String.slice(String.trim(replaced(numbered, ~r/\s+/, " ")), 0, 512)
end

fn replaced(text :: String, pattern :: Regex, by :: String) -> String = Regex.replace(pattern, text, by)

fn is_mixed(word :: String) -> Bool = Regex.is_match(~r/[0-9]/, word) and Regex.is_match(~r/[a-f]/, word)

# Free-standing numbers in a run of word characters, dots and dashes. A dash is a sign only where no word stands before.
fn without_numbers(run :: String) -> String = join_parts(String.split(run, "-"), 0, "")

fn join_parts(parts :: List<String>, at :: Int, done :: String) -> String do
  case List.at(parts, at) do
    None -> done
    Some(part) -> do
      let number = Regex.replace(~r/^(?:\d+\.\d+$|\d+\.\d+\.|\d+$|\d+\.)/, part, "<num>")
      let numbered = if number == part do part else keep_rest(part) end
      let signed = at > 0 and List.get(parts, at - 1) == "" and number != part
      let dash = if at == 0 or signed do "" else "-" end
      join_parts(parts, at + 1, done <> dash <> numbered)
    end
  end
end

# `12` and `1.5` become `<num>`; of `1.5.x` only the number does.
fn keep_rest(part :: String) -> String do
  let whole = Regex.replace(~r/^\d+\.\d+($|\.)/, part, "<num>$1")
  if whole != part do whole else Regex.replace(~r/^\d+($|\.)/, part, "<num>$1") end
end

## The fingerprint of a Sentry event: its own, with `{{ default }}` filled in, or the default.
pub fn sentry(event :: Json) -> String do
  let parts = case Json.field(event, "fingerprint") do
    Some(JsonString(whole)) -> [whole]
    Some(JsonArray(all)) -> List.map(all, as_text)
    _ -> []
  end
  if List.all(parts, is_default) do
    default_of(event)
  else
    String.join(List.map(parts, fn part -> if is_default(part) do default_of(event) else part end end), "|")
  end
end

fn is_default(part :: String) -> Bool = Regex.is_match(~r/^\{\{\s*default\s*\}\}$/, part)

fn default_of(event :: Json) -> String do
  let exception = main_exception(event)
  let value = Option.unwrap_or(Option.and_then(exception, fn found -> text(found, "value") end), "")
  let kind = Option.unwrap_or(Option.and_then(exception, fn found -> text(found, "type") end), "")
  let template = first_text([Some(template_of(event)), Some(value)])
  let tail = if kind != "" do "${kind}:${generalise(value)}" else "msg:${generalise(template)}" end
  let frames = frames_of(event)
  if List.is_empty(frames) do
    tail
  else
    "${String.join(List.map(frames, frame_part), ";")}:${tail}"
  end
end

fn frame_part(frame :: Json) -> String do
  let written = first_text([text(frame, "filename"), text(frame, "abs_path"), text(frame, "module")])
  let file = List.get(String.split(List.get(String.split(written, "?"), 0), "#"), 0)
  let asset = Regex.replace(~r/([.\-_])[0-9a-f]{8,}\./, file, "$1<hash>.")
  let function = Regex.replace(~r/::h[0-9a-f]{16}$/, text_or_empty(frame, "function"), "")
  "${asset}|${function}"
end

## Exceptions, innermost first, however the client wraps them.
pub fn exceptions(event :: Json) -> List<Json> = values(event, "exception", ["type", "value", "stacktrace"])

# The elements of a list that may be wrapped, or stand alone when one of the marks tells that it is one.
fn values(event :: Json, key :: String, marks :: List<String>) -> List<Json> do
  let field = or_null(event, key)
  case (field, or_null(field, "values")) do
    (JsonArray(all), _) | (_, JsonArray(all)) -> List.filter(all, is_filled)
    _ -> if List.any(marks, fn mark -> Option.is_some(present(field, mark)) end) do [field] else [] end
  end
end

fn is_filled(value :: Json) -> Bool do
  case value do
    JsonObject(fields) -> not Map.is_empty(fields)
    _ -> false
  end
end

## The last exception of the chain: the outermost one.
pub fn main_exception(event :: Json) -> Option<Json> = List.final(exceptions(event))

# The frames that count: those of the application when there are any.
fn frames_of(event :: Json) -> List<Json> do
  let all = all_frames(event)
  let own = List.filter(all, fn frame -> Json.field(frame, "in_app") == Some(JsonBool(true)) end)
  if List.is_empty(own) do all else own end
end

## All frames that are not empty: of the main exception, else of the thread that matters, else of the event.
pub fn all_frames(event :: Json) -> List<Json> = List.filter(first_stack(event), is_filled)

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

fn stack_of(value :: Json) -> List<Json> do
  case Json.field(or_null(value, "stacktrace"), "frames") do
    Some(JsonArray(frames)) -> frames
    _ -> []
  end
end

fn thread_of(event :: Json) -> Option<Json> do
  let threads = values(event, "threads", ["type"])
  let flagged = fn flag -> List.find(threads, fn thread -> Json.field(thread, flag) == Some(JsonBool(true)) end) end
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
  first_text(List.map(entries, fn entry -> text(entry, "message") end) ++ List.map(entries, formatted))
end

## The message for people.
pub fn message_of(event :: Json) -> String do
  let entries = [log_entry(event), written(event), old_entry(event)]
  first_text(List.flat_map(entries, fn entry -> [formatted(entry), text(entry, "message")] end))
end

fn formatted(entry :: Json) -> Option<String> = text(entry, "formatted")
