##! Texts that clients send, made fit to be kept.

from Ingestion.Fields import present, as_text
import Ingestion.Ids

## At most so many characters, without the character 0, which PostgreSQL does not take.
pub fn kept(text :: String, most :: Int) -> String do
  let bounded = if String.byte_length(text) > most do String.slice(text, 0, most) else text end
  if String.contains(bounded, "\0") do String.replace(bounded, "\0", "") else bounded end
end

## A field as text, kept; "" when it is not there.
pub fn field(value :: Json, key :: String, most :: Int) -> String do
  Option.map_or(present(value, key), "", fn found -> kept(as_text(found), most) end)
end

## 32 hexadecimal digits in a field, or "".
pub fn id_field(value :: Json, key :: String) -> String do
  Option.unwrap_or(Ids.event_id(field(value, key, 64)), "")
end

## A name for a place in a URL: small letters, digits, `_` and `-`; "" when nothing is left.
pub fn slug(text :: String) -> String do
  let plain = Regex.replace(~r/[^a-z0-9_-]+/, String.to_lower(String.slice(text, 0, 200)), "-")
  Regex.replace(~r/^-+|-+$/, String.slice(Regex.replace(~r/^-+/, plain, ""), 0, 50), "")
end

## The pattern of `LIKE ... ESCAPE '\'` that finds a text anywhere.
pub fn pattern(text :: String) -> String do
  "%" <> Regex.replace_with(~r/[\\%_]/, text, fn found -> "\\" <> found end) <> "%"
end
