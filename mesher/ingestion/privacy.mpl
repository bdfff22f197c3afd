##! What must not be kept: values under names that tell of secrets.

## The same JSON with `[Filtered]` in place of secrets.
pub fn filtered(value :: Json) -> Json do
  case value do
    JsonObject(fields) -> JsonObject(Map.from_list(List.map(Map.to_list(fields), entry)))
    # Headers and tags may come as pairs.
    JsonArray([JsonString(name), JsonString(_)]) when is_secret(name) -> JsonArray([JsonString(name), mark()])
    JsonArray(all) -> JsonArray(List.map(all, filtered))
    other -> other
  end
end

fn entry(field :: (String, Json)) -> (String, Json) do
  let (name, value) = field
  if value != JsonNull and is_secret(name) do (name, mark()) else (name, filtered(value)) end
end

fn mark() -> Json = JsonString("[Filtered]")

fn is_secret(name :: String) -> Bool do
  Regex.is_match(~r/^(?:cookies?|set-cookie|authorization|x-api-key)$|password|passwd|secret|token|card/i, name)
end
