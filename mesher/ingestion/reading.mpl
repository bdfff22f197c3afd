##! From the text of an event to its JSON: what clients write that is not quite JSON costs a value, not the event.

from Ingestion.Cuts import Cuts
import Ingestion.Privacy

## An event as it is kept.
pub struct Kept do
  event :: Json
  ## Its text; the client's own where nothing had to be changed.
  body :: String
  cuts :: Cuts
end

## The JSON object in a text, without secrets and within limits; `None` when there is none.
pub fn event(text :: String, limited :: Fun(Json) -> (Json, Cuts)) -> Option<Kept> do
  let (parsed, body) = object(text)?
  let (clean, clean_body) = Privacy.without_secrets(parsed, body)
  let (event, cuts) = limited(clean)
  Some(Kept {
    event: event,
    body: if cuts.total == 0 do clean_body else Json.encode(event) end,
    cuts: cuts
  })
end

# The object, and a text that everybody can read.
fn object(text :: String) -> Option<(Json, String)> do
  case Json.parse(text) do
    Ok(JsonObject(_) as event) -> Some((event, text))
    Ok(_) -> None
    Err(_) ->
      if is_repairable(text) do
        let mended = repaired(Option.unwrap_or(String.strip_prefix(text, byte_order()), text))
        case Json.parse(mended) do
          Ok(JsonObject(_) as event) -> Some((event, mended))
          _ -> None
        end
      else
        None
      end
  end
end

# Some clients begin their texts with it.
fn byte_order() -> String = "\u{FEFF}"

# Whether there is anything of what is mended.
fn is_repairable(text :: String) -> Bool do
  String.starts_with(text, byte_order()) or
    Regex.is_match(~r/NaN|Infinity|[0-9][eE]\+?[0-9]{3}|[0-9]{300}|[\x00-\x1f]/, text) or
    Regex.is_match(~r/\\(?:[^"\\\/bfnrtu]|u[0-9a-fA-F]{0,3}(?:[^0-9a-fA-F]|$))/, text)
end

# Texts and numbers of a JSON text, each made one that JSON has.
fn repaired(text :: String) -> String do
  let tokens =
    ~r/"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)|-?[0-9][0-9.]*(?:[eE]\+?[0-9]{3,})|-?[0-9]{300,}[0-9.]*(?:[eE][+-]?[0-9]+)?/s
  Regex.replace_with(tokens, text, fn token ->
    if String.starts_with(token, "\"") do text_of(token) else number_of(token) end
  end)
end

fn text_of(token :: String) -> String do
  let escaped = if String.contains(token, "\\") do
    Regex.replace_with(~r/\\(?:u[0-9a-fA-F]{0,4}|.)/s, token, escape_of)
  else
    token
  end
  if Regex.is_match(~r/[\x00-\x1f]/, escaped) do
    Regex.replace_with(~r/[\x00-\x1f]/, escaped, control_of)
  else
    escaped
  end
end

fn escape_of(escape :: String) -> String do
  if Regex.is_match(~r/^\\(?:["\\\/bfnrt]|u[0-9a-fA-F]{4})$/, escape) do
    escape
  else if String.starts_with(escape, "\\u") do
    "\\ufffd"
  else
    String.byte_slice(escape, 1, String.byte_length(escape))
  end
end

fn control_of(character :: String) -> String do
  case character do
    "\n" -> "\\n"
    "\t" -> "\\t"
    "\r" -> "\\r"
    _ -> "\\ufffd"
  end
end

# Numbers that are none, and those that fit nowhere, are nothing.
fn number_of(token :: String) -> String do
  case Json.parse(token) do
    Ok(_) -> token
    Err(_) -> "null"
  end
end
