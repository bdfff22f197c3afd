# args: user.name tags.1 missing
# stdin: {"user": {"name": "Ana", "age": 31}, "tags": ["a", "b"], "price": 2.50}
##! Reads JSON from standard input and prints it indented, then the parts that the arguments name.

fn main() do
  let value = Json.parse(IO.read_all()?)?
  println(pretty(value, ""))
  for path in Env.args() do
    println("${path}: ${Option.unwrap_or(Option.map(find(value, String.split(path, ".")), shown), "nothing")}")
  end
  Ok(())
end

fn shown(value :: Json) -> String = "${value}"

fn pretty(value :: Json, indent :: String) -> String do
  let inner = indent <> "  "
  case value do
    JsonArray(items) when List.length(items) > 0 -> do
      let lines = for item in items do
        inner <> pretty(item, inner)
      end
      "[\n" <> String.join(lines, ",\n") <> "\n${indent}]"
    end
    JsonObject(fields) when Map.size(fields) > 0 -> do
      let lines = for {key, item} in fields do
        "${inner}${Json.encode(key)}: ${pretty(item, inner)}"
      end
      "{\n" <> String.join(lines, ",\n") <> "\n${indent}}"
    end
    other -> "${other}"
  end
end

# Follows the names of fields and the numbers of elements.
fn find(value :: Json, path :: List<String>) -> Option<Json> do
  case (path, value) do
    ([], found) -> Some(found)
    (name :: rest, JsonObject(fields)) -> find(Map.fetch(fields, name)?, rest)
    (number :: rest, JsonArray(items)) -> find(List.at(items, String.to_int(number)?)?, rest)
    _ -> None
  end
end
