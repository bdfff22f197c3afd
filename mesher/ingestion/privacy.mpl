##! What must not be kept: values under names that tell of secrets.

## An event and its text without secrets. Where the text has no word that names one, both stay as they are: looking through a text
## takes a part of the time that writing it anew takes.
pub fn without_secrets(event :: Json, body :: String) -> (Json, String) do
  # Names may be written with escapes; and no database keeps the character 0 in a text.
  if Regex.is_match(~r/cookie|authorization|x-api-key|passw|secret|token|card|\\u00[0-7]/i, body) do
    let clean = filtered(event)
    (clean, if clean == event do body else Json.encode(clean) end)
  else
    (event, body)
  end
end

## The same JSON with `[Filtered]` in place of secrets, and without the character 0.
pub fn filtered(value :: Json) -> Json do
  case value do
    JsonObject(fields) -> JsonObject(Map.from_list(List.map(Map.to_list(fields), entry)))
    # Headers and tags may come as pairs.
    JsonArray([JsonString(name), JsonString(_)]) when is_secret(name) ->
      JsonArray([JsonString(name), mark()])
    JsonArray(all) -> JsonArray(List.map(all, filtered))
    JsonString(text) when String.contains(text, zero()) ->
      JsonString(String.replace(text, zero(), "�"))
    other -> other
  end
end

fn entry(field :: (String, Json)) -> (String, Json) do
  let (name, value) = field
  if value != JsonNull and is_secret(name) do
    (shown(name), mark())
  else
    case value do
      JsonString(text) when List.contains(["query_string", "url", "data"], name) ->
        (name, filtered(JsonString(query(text))))
      other -> (shown(name), filtered(other))
    end
  end
end

# An address or a form, with its secrets replaced.
fn query(text :: String) -> String do
  Regex.replace(
    ~r/((?:^|[?&])[^=&?\s]*(?:password|passwd|secret|token|card|api_?key)[^=&?\s]*=)[^&#\s]+/i,
    text,
    "$1[Filtered]"
  )
end

fn shown(name :: String) -> String =
  if String.contains(name, zero()) do String.replace(name, zero(), "�") else name end

fn zero() -> String = String.from_code_points([0])

fn mark() -> Json = JsonString("[Filtered]")

fn is_secret(name :: String) -> Bool do
  Regex.is_match(
    ~r/^(?:cookies?|set-cookie|authorization|x-api-key)$|password|passwd|secret|token|card/i,
    name
  )
end
