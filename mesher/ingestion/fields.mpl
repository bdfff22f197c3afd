##! Reading JSON that clients send: what is missing or of another type reads as absent.

## The text of a field.
pub fn text(value :: Json, key :: String) -> Option<String> do
  case Json.field(value, key) do
    Some(JsonString(found)) -> Some(found)
    _ -> None
  end
end

## The text of a field, or "".
pub fn text_or_empty(value :: Json, key :: String) -> String =
  Option.unwrap_or(text(value, key), "")

## The elements of a field that is a list, without nulls.
pub fn items(value :: Json, key :: String) -> List<Json> do
  case Json.field(value, key) do
    Some(JsonArray(found)) -> List.filter(found, fn item -> item != JsonNull end)
    _ -> []
  end
end

## The field when it is there and not null.
pub fn present(value :: Json, key :: String) -> Option<Json> do
  Option.filter(Json.field(value, key), fn found -> found != JsonNull end)
end

## The field, or null.
pub fn or_null(value :: Json, key :: String) -> Json =
  Option.unwrap_or(Json.field(value, key), JsonNull)

## The field when it is an object, or an empty one.
pub fn object_or_empty(value :: Json, key :: String) -> Json do
  case Json.field(value, key) do
    Some(JsonObject(_) as fields) -> fields
    _ -> JsonObject(%{})
  end
end

## The first text that is not empty.
pub fn first_text(candidates :: List<Option<String>>) -> String do
  let filled = List.filter_map(candidates, fn candidate ->
    Option.filter(candidate, fn found -> found != "" end)
  end)
  Option.unwrap_or(List.first(filled), "")
end

## A value as text: a string as it is, anything else as JSON.
pub fn as_text(value :: Json) -> String do
  case value do
    JsonString(found) -> found
    other -> Json.encode(other)
  end
end

## The first line of a text.
pub fn first_line(text :: String) -> String = Option.unwrap_or(List.first(String.lines(text)), "")

## A point in time: RFC 3339, where one without a zone is UTC, or seconds since 1970, as a number or a text.
pub fn micros(value :: Json) -> Option<Int> do
  case value do
    JsonString(text) ->
      case String.to_float(text) do
        Some(seconds) -> micros(JsonFloat(seconds))
        None ->
          Option.map(Result.ok(DateTime.from_iso8601(with_zone(text))), DateTime.to_unix_micros)
      end
    JsonFloat(seconds) when seconds > 0.0 and seconds < 100000000000.0 ->
      Some(Float.to_int(seconds * 1000000.0))
    JsonInt(seconds) when seconds > 0 and seconds < 100000000000 -> Some(seconds * 1000000)
    _ -> None
  end
end

fn with_zone(text :: String) -> String do
  let is_local =
    Regex.is_match(~r/\d\d:\d\d(?::\d\d(?:\.\d*)?)?$/, text) and
    not Regex.is_match(~r/[+-]\d\d:\d\d$/, text)
  if is_local do "${text}Z" else text end
end
