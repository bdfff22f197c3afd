##! Reading JSON that clients send: what is missing or of another type reads as absent.

## The text of a field.
pub fn text(value :: Json, key :: String) -> Option<String> do
  case Json.field(value, key) do
    Some(JsonString(found)) -> Some(found)
    _ -> None
  end
end

## The text of a field, or "".
pub fn text_or_empty(value :: Json, key :: String) -> String = Option.unwrap_or(text(value, key), "")

## A field that is an object with something in it, or a list with something in it.
pub fn items(value :: Json, key :: String) -> List<Json> do
  case Json.field(value, key) do
    Some(JsonArray(found)) -> List.filter(found, fn item -> not is_null(item) end)
    _ -> []
  end
end

pub fn is_null(value :: Json) -> Bool do
  case value do
    JsonNull -> true
    _ -> false
  end
end

## The field when it is there and not null.
pub fn present(value :: Json, key :: String) -> Option<Json> do
  case Json.field(value, key) do
    None | Some(JsonNull) -> None
    found -> found
  end
end

## The first text that is not empty.
pub fn first_text(candidates :: List<Option<String>>) -> String do
  let filled = List.filter_map(candidates, fn candidate -> Option.filter(candidate, fn found -> found != "" end) end)
  Option.unwrap_or(List.first(filled), "")
end
