##! The first rules of grouping. Native events keep to them; issues of Sentry events from their time are found by them.

from Ingestion.Fields import text, text_or_empty, items, present, first_text, as_text
from Ingestion.Grouping import Grouping, Part
from Ingestion.Parts import frames_of, main_exception, template_of

# ---- native -----------------------------------------------------------------------------------------------------

## Lower case without `0x`: different addresses still differ.
pub fn normal(message :: String) -> String =
  String.trim(String.replace(String.to_lower(message), "0x", ""))

## Custom, else stack frames, else exception type, else message.
pub fn native(event :: Json) -> Grouping do
  case custom_of(event) do
    Some(fingerprint) ->
      grouping(fingerprint, "custom", Part {
        kind: "custom",
        name: "",
        wording: fingerprint,
        frames: []
      })
    None -> native_default(event)
  end
end

fn custom_of(event :: Json) -> Option<String> do
  case Json.field(event, "fingerprint") do
    Some(JsonString(whole)) when not String.is_blank(whole) -> Some(whole)
    Some(JsonArray(parts)) when not List.all(List.map(parts, as_text), String.is_blank) ->
      Some(String.join(List.map(parts, as_text), "|"))
    _ -> None
  end
end

fn grouping(fingerprint :: String, rule :: String, part :: Part) -> Grouping do
  Grouping { fingerprint: fingerprint, rule: rule, parts: [part] }
end

fn native_default(event :: Json) -> Grouping do
  let message = text_or_empty(event, "message")
  let frames = items(event, "stacktrace")
  let exception = Option.unwrap_or(present(event, "exception"), JsonNull)
  let kind = text_or_empty(exception, "type_name")
  if not List.is_empty(frames) do
    let parts = List.map(frames, fn frame ->
      "${text_or_empty(frame, "filename")}|${text_or_empty(frame, "function_name")}"
    end)
    let part = Part { kind: "message", name: "", wording: normal(message), frames: parts }
    grouping("${String.join(parts, ";")}:${normal(message)}", "stack", part)
  else if kind != "" do
    let said = normal(text_or_empty(exception, "value"))
    grouping("${kind}:${said}", "exception", Part {
      kind: "exception",
      name: kind,
      wording: said,
      frames: []
    })
  else
    grouping("msg:${normal(message)}", "message", Part {
      kind: "message",
      name: "",
      wording: normal(message),
      frames: []
    })
  end
end

# ---- Sentry -----------------------------------------------------------------------------------------------------

## Numbers, addresses and identifiers replaced by what they are.
pub fn generalise(message :: String) -> String do
  let text = String.to_lower(message)
    |> replaced(~r/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/, "<uuid>")
    |> replaced(
      ~r/\b\d{4}-\d{2}-\d{2}(?:[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)?\b/,
      "<date>"
    )
    |> replaced(~r/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/, "<email>")
    |> replaced(~r/\b(?:\d{1,3}\.){3}\d{1,3}\b/, "<ip>")
    |> replaced(~r/\b0x[0-9a-f]+\b/, "<hex>")
  let hexed = Regex.replace_with(~r/\b[0-9a-f]{8,}\b/, text, fn word ->
    if is_mixed(word) do "<hex>" else word end
  end)
  String.slice(String.trim(replaced(without_free_numbers(hexed), ~r/\s+/, " ")), 0, 512)
end

## Without numbers that are no part of a word.
pub fn without_free_numbers(text :: String) -> String =
  Regex.replace_with(~r/[\w.-]*\d[\w.-]*/, text, without_numbers)

fn replaced(text :: String, pattern :: Regex, by :: String) -> String =
  Regex.replace(pattern, text, by)

fn is_mixed(word :: String) -> Bool =
  Regex.is_match(~r/[0-9]/, word) and Regex.is_match(~r/[a-f]/, word)

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

## What a client gave as its fingerprint.
pub fn own_parts(event :: Json) -> List<String> do
  case Json.field(event, "fingerprint") do
    Some(JsonString(whole)) -> [whole]
    Some(JsonArray(all)) -> List.map(all, as_text)
    _ -> []
  end
end

## The fingerprint of a Sentry event: its own, with `{{ default }}` filled in, or the default.
pub fn sentry(event :: Json) -> String do
  let parts = own_parts(event)
  let default = default_of(event)
  if List.all(parts, is_default) do
    default
  else
    String.join(List.map(parts, fn part -> if is_default(part) do default else part end end), "|")
  end
end

pub fn is_default(part :: String) -> Bool = Regex.is_match(~r/^\{\{\s*default\s*\}\}$/, part)

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
  let written =
    first_text([text(frame, "filename"), text(frame, "abs_path"), text(frame, "module")])
  let file = List.get(String.split(List.get(String.split(written, "?"), 0), "#"), 0)
  let asset = Regex.replace(~r/([.\-_])[0-9a-f]{8,}\./, file, "$1<hash>.")
  let function = Regex.replace(~r/::h[0-9a-f]{16}$/, text_or_empty(frame, "function"), "")
  "${asset}|${function}"
end
