##! The fourth rules of grouping, for Sentry events: what the application did, what went wrong, and what had caused it. The third ones
##! were the same but for the answers of servers, and for what a client's fingerprint may name.

from Ingestion.Fields import text, text_or_empty, or_null, first_text, as_text
from Ingestion.Grouping import Grouping, Part
import Ingestion.FirstRules
import Ingestion.Functions
import Ingestion.Levels
import Ingestion.Parts
import Ingestion.Files
import Ingestion.Wording

## The grouping of an event: by its own fingerprint, with `{{ default }}` and its like filled in, or by what happened.
pub fn of(event :: Json) -> Grouping = grouped(event, named)

## The fingerprint of the third rules.
pub fn third(event :: Json) -> String =
  Wording.third(grouped(event, fn _, name -> text_or_empty(event, name) end).fingerprint)

# `field` gives what the event says under a name. A fingerprint without any text is none: it says nothing of what belongs together.
fn grouped(event :: Json, field :: Fun(Json, String) -> String) -> Grouping do
  let parts = FirstRules.own_parts(event)
  let default = default_of(event)
  let filled = List.map(parts, fn part -> filled_in(event, part, default.fingerprint, field) end)
  if List.all(parts, FirstRules.is_default) or List.all(filled, String.is_blank) do
    default
  else
    let custom = Part { kind: "custom", name: "", wording: String.join(filled, "|"), frames: [] }
    let others = if List.any(parts, FirstRules.is_default) do default.parts else [] end
    Grouping {
      fingerprint: shortened(String.join(filled, "|")),
      rule: "custom",
      parts: [custom] ++ others
    }
  end
end

# A part of a client's fingerprint may name something of the event.
fn filled_in(
  event :: Json,
  part :: String,
  default :: String,
  field :: Fun(Json, String) -> String
) -> String do
  case Regex.captures(~r/^\{\{\s*([\w.\-]+)\s*\}\}$/, part) do
    Some([_, "default"]) -> default
    Some([_, name]) -> Option.unwrap_or(variable(event, name, field), part)
    _ -> part
  end
end

fn variable(
  event :: Json,
  name :: String,
  field :: Fun(Json, String) -> String
) -> Option<String> do
  let main = fn of -> Option.map(Parts.main_exception(event), of) end
  let frame = fn field ->
    Option.and_then(List.final(Parts.frames_of(event)), fn frame -> text(frame, field) end)
  end
  case name do
    "type" | "error.type" -> main(Parts.type_of)
    "value" | "error.value" -> main(Parts.value_of)
    "message" -> Some(Parts.message_of(event))
    "transaction" | "logger" | "level" | "environment" | "release" -> Some(field(event, name))
    "function" | "stack.function" -> frame("function")
    "module" | "stack.module" -> frame("module")
    "package" | "stack.package" -> frame("package")
    _ -> Option.map(String.strip_prefix(name, "tags."), fn key -> tag(event, key) end)
  end
end

# What the event says, as it is kept.
fn named(event :: Json, name :: String) -> String do
  case name do
    "level" -> Levels.of(event)
    "environment" -> first_text([Some(Parts.label(event, name)), Some(tag(event, name))])
    _ -> Parts.label(event, name)
  end
end

fn tag(event :: Json, key :: String) -> String do
  case Json.field(event, "tags") do
    Some(JsonObject(tags)) -> Option.unwrap_or(Option.map(Map.fetch(tags, key), as_text), "")
    Some(JsonArray(pairs)) ->
      Option.unwrap_or(
        List.find_map(pairs, fn pair ->
          case pair do
            JsonArray([JsonString(name), value]) when name == key -> Some(as_text(value))
            _ -> None
          end
        end),
        ""
      )
    _ -> ""
  end
end

# ---- what happened ----------------------------------------------------------------------------------------------

fn default_of(event :: Json) -> Grouping do
  let platform = text_or_empty(event, "platform")
  let chain = List.reverse(Parts.exceptions(event))
  let main = main_part(event, List.first(chain), platform)
  let causes =
    List.unique(List.map(List.drop(chain, 1), fn cause -> cause_part(cause, platform) end))
  let others = List.filter(causes, fn cause -> cause.name != "" or cause.wording != "" end)
  let stack = if List.is_empty(main.frames) do "" else "${String.join(main.frames, ";")}:" end
  let caused = List.map(others, fn cause ->
    " < ${said(cause)}${String.join(List.map(cause.frames, fn frame -> "@${frame}" end), "")}"
  end)
  let rule = if not List.is_empty(main.frames) do "stack" else main.kind end
  Grouping {
    fingerprint: shortened(stack <> said(main) <> String.join(caused, "")),
    rule: rule,
    parts: [main] ++ others
  }
end

fn said(part :: Part) -> String =
  if part.kind == "exception" do "${part.name}:${part.wording}" else "msg:${part.wording}" end

# The outermost exception, or the message; with the frames of the stack that counts.
fn main_part(event :: Json, exception :: Option<Json>, platform :: String) -> Part do
  let frames = frames_of(Parts.shown_frames(event), platform)
  let kind = Option.unwrap_or(Option.map(exception, Parts.type_of), "")
  let value = Option.unwrap_or(Option.map(exception, Parts.value_of), "")
  # What a client made up to have a stack for a message is none.
  let made_up = fn found ->
    Json.field(or_null(found, "mechanism"), "synthetic") == Some(JsonBool(true))
  end
  let synthetic = Option.unwrap_or(Option.map(exception, made_up), false)
  let template = Parts.template_of(event)
  if kind != "" and not (synthetic and template != "") do
    Part {
      kind: "exception",
      name: kind,
      wording: wording(value, not List.is_empty(frames)),
      frames: frames
    }
  else
    Part {
      kind: "message",
      name: "",
      wording: wording(first_text([Some(template), Some(value)]), false),
      frames: frames
    }
  end
end

# Of a cause, the place where it was thrown: how it was reached is in the outermost stack.
fn cause_part(exception :: Json, platform :: String) -> Part do
  let last = List.final(counted(List.take_last(Parts.said_frames(exception), 50)))
  let frames = Option.unwrap_or(
    Option.map(last, fn frame -> List.reject([frame_part(frame, platform)], String.is_empty) end),
    []
  )
  let said = wording(Parts.value_of(exception), true)
  Part { kind: "exception", name: Parts.type_of(exception), wording: said, frames: frames }
end

# What is said. Where nothing else tells events apart, values do.
fn wording(text :: String, has_more :: Bool) -> String do
  let normal = Wording.normal(text)
  if has_more or Wording.is_telling(normal) do normal else FirstRules.generalise(text) end
end

# A fingerprint is shown and stored: of a very long one the rest is a hash.
fn shortened(text :: String) -> String do
  if String.byte_length(text) <= 4000 do
    text
  else
    "${String.byte_slice(text, 0, 3900)}#${Crypto.sha256(text)}"
  end
end

# ---- frames -----------------------------------------------------------------------------------------------------

# The frames that count, the outermost first: the application's when there are any; of functions that call each other again and
# again each once; at most the innermost 64.
fn frames_of(frames :: List<Json>, platform :: String) -> List<String> do
  let chosen = counted(frames)
  let parts = filled(List.map(chosen, fn frame -> frame_part(frame, platform) end))
  # Where a minifier named all of them, its names are better than none: nothing else tells places in one file apart.
  let is_minified =
    Functions.family(platform) == "javascript" and
    List.all(parts, fn part -> String.ends_with(part, "|") end)
  let telling = if is_minified do filled(List.map(chosen, raw_part)) else parts end
  List.take_last(List.unique(telling), 64)
end

fn filled(parts :: List<String>) -> List<String> = List.reject(parts, String.is_empty)

fn raw_part(frame :: Json) -> String do
  let place = place_of(frame, "javascript")
  let function = text_or_empty(frame, "function")
  if place == "" and function == "" do "" else "${place}|${function}" end
end

fn counted(frames :: List<Json>) -> List<Json> do
  let own = List.filter(frames, is_own)
  if List.is_empty(own) do unknown_or_all(frames) else own end
end

fn is_own(frame :: Json) -> Bool = Json.field(frame, "in_app") == Some(JsonBool(true))

# Without a word of the client: what does not look like a library.
fn unknown_or_all(frames :: List<Json>) -> List<Json> do
  let unknown = List.filter(frames, fn frame ->
    Json.field(frame, "in_app") != Some(JsonBool(false)) and not is_library(frame)
  end)
  let chosen = if List.is_empty(unknown) do frames else unknown end
  let useful = List.reject(chosen, is_reflection)
  if List.is_empty(useful) do chosen else useful end
end

fn is_library(frame :: Json) -> Bool do
  let place = first_text([text(frame, "abs_path"), text(frame, "filename")])
  let owner = text_or_empty(frame, "module")
  let is_package =
    Regex.is_match(~r/(?:^|\/)(?:node_modules|site-packages|dist-packages|gems|vendor)\//, place)
  let is_installed = Regex.is_match(
    ~r/^\/usr\/(?:lib|local\/lib|share|local\/go\/src)\/|\/rustc\/|\/go\/pkg\/mod\//,
    place
  )
  let is_engine = Regex.is_match(~r/^node:|^<frozen |^\[native code\]/, place)
  let jvm =
    ~r/^(?:java|javax|jdk|sun|com\.sun|kotlin|kotlinx|scala|android|androidx|org\.springframework)\./
  is_package or
    is_installed or
    is_engine or
    Regex.is_match(jvm, owner) or
    Regex.is_match(~r/^(?:System|Microsoft)\./, owner)
end

# How calls through reflection are made changes while a program runs.
fn is_reflection(frame :: Json) -> Bool do
  let reflection =
    ~r/^(?:sun\.reflect|jdk\.internal\.reflect|java\.lang\.reflect|com\.sun\.proxy|jdk\.proxy\d*)\./
  Regex.is_match(reflection, text_or_empty(frame, "module"))
end

# `file|function`; "" for a frame that tells neither.
fn frame_part(frame :: Json, platform :: String) -> String do
  let language = first_text([text(frame, "platform"), Some(platform)])
  let is_inlined = language == "python" and Functions.is_inlined(text_or_empty(frame, "function"))
  let function = Functions.normal(text_or_empty(frame, "function"), language)
  let place = place_of(frame, Functions.family(language))
  let named = if function == "" do line_of(frame) else function end
  if is_inlined or (place == "" and named == "") do "" else "${place}|${named}" end
end

# Where classes are, or files, or at least which library it is.
fn place_of(frame :: Json, family :: String) -> String do
  let owner = text_or_empty(frame, "module")
  let path = first_text([text(frame, "filename"), text(frame, "abs_path")])
  case family do
    "java" when owner != "" -> Functions.class_of(owner)
    "csharp" when owner != "" -> Functions.dotnet_class(owner)
    "go" when owner != "" -> owner
    "native" when path == "" -> Files.file(text_or_empty(frame, "package"))
    _ when path != "" -> Files.file(path)
    _ -> owner
  end
end

# A function without a name is known by the line in it, unless a minifier wrote that.
fn line_of(frame :: Json) -> String do
  let line = String.trim(text_or_empty(frame, "context_line"))
  if String.byte_length(line) > 120 do "" else Wording.normal(line) end
end
