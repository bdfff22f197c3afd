# Places in values, and texts of values of some types.

@extern("mesh_string_starts_with")
@pure
fn starts_with(text :: String, prefix :: String) -> Bool

# What is wrong inside of a field or an element. Decoders write the way there before what they found, each its own step: a way
# begins with `.` or `[`.
fn inside(step :: String, error :: String) -> String do
  if starts_with(error, ".") or starts_with(error, "[") do
    step <> shortened(error)
  else
    "${step}: ${error}"
  end
end

# Of a long way the middle is left out: each level would copy it once more.
fn shortened(way :: String) -> String do
  let size = String.byte_length(way)
  if size > 1000 do "..." <> String.byte_slice(way, size - 500, size) else way end
end

fn field_step(key :: String) -> String do
  let is_plain =
    key != "" and
    not List.any([".", "[", "]", ":", " ", "\""], fn mark -> String.contains(key, mark) end)
  if is_plain do ".${key}" else "[${encode_string(key)}]" end
end

## JSON text of a list.
##
## ```mesh
## assert_eq Json.encode_list([1, 2]), "[1,2]"
## ```
pub fn encode_list<T>(list :: List<T>) -> String where T: ToJson = encode(list)

## JSON text of a map.
##
## ```mesh
## assert_eq Json.encode_map(%{"a" => true}), "{\"a\":true}"
## ```
pub fn encode_map<V>(entries :: Map<String, V>) -> String where V: ToJson = encode(entries)

## JSON text of a string, with its quotes.
##
## ```mesh
## assert_eq Json.encode_string("a\"b"), "\"a\\\"b\""
## ```
pub fn encode_string(text :: String) -> String = encode(text)

## JSON text of a number.
##
## ```mesh
## assert_eq Json.encode_int(5), "5"
## ```
pub fn encode_int(n :: Int) -> String = encode(n)

## JSON text of a truth value.
##
## ```mesh
## assert_eq Json.encode_bool(true), "true"
## ```
pub fn encode_bool(b :: Bool) -> String = encode(b)

## The text of a top-level field: the content of a string, the JSON text of anything else, "" when there is none.
##
## ```mesh
## assert_eq Json.get("{\"name\":\"ann\",\"age\":41}", "age"), "41"
## assert_eq Json.get("{}", "age"), ""
## ```
pub fn get(text :: String, key :: String) -> String do
  case parse(text) do
    Ok(value) -> field_text(field(value, key))
    Err(_) -> ""
  end
end

## The same through two keys.
##
## ```mesh
## assert_eq Json.get_nested("{\"user\":{\"name\":\"ann\"}}", "user", "name"), "ann"
## ```
pub fn get_nested(text :: String, outer :: String, inner :: String) -> String do
  case parse(text) do
    Ok(value) ->
      case field(value, outer) do
        Some(object) -> field_text(field(object, inner))
        None -> ""
      end
    Err(_) -> ""
  end
end

fn field_text(value :: Option<Json>) -> String do
  case value do
    None -> ""
    Some(JsonNull) -> ""
    Some(JsonString(text)) -> text
    Some(other) -> encode(other)
  end
end

## The field of an object; `None` when there is none or the value is no object.
##
## ```mesh
## let value = Result.unwrap(Json.parse("{\"name\":\"ann\",\"tags\":[1,2],\"none\":null}"))
## assert Option.is_some(Json.field(value, "name"))
## assert Option.is_none(Json.field(value, "age"))
## ```
pub fn field(value :: Json, key :: String) -> Option<Json> do
  case value do
    JsonObject(entries) -> Map.fetch(entries, key)
    _ -> None
  end
end

## The field of an object that a decoder needs.
##
## ```mesh
## let value = Result.unwrap(Json.parse("{\"name\":\"ann\",\"tags\":[1,2],\"none\":null}"))
## assert_eq Json.required(value, "name"), Ok("ann")
## ```
pub fn required<T>(value :: Json, key :: String) -> Result<T, String> where T: FromJson do
  case value do
    JsonObject(entries) ->
      case Map.fetch(entries, key) do
        Some(item) ->
          Result.map_err(FromJson.from_json_value(item), fn error ->
            inside(field_step(key), error)
          end)
        None ->
          case FromJson.from_json_value(JsonNull) do
            Ok(absent) -> Ok(absent)
            Err(_) -> Err("missing field: ${key}")
          end
      end
    other -> Err(expected("Object", other))
  end
end

## The field of an object that a decoder can do without: the default where there is none.
##
## ```mesh
## let value = Result.unwrap(Json.parse("{\"name\":\"ann\",\"tags\":[1,2],\"none\":null}"))
## let age :: Result<Int, String> = Json.or_default(value, "age")
## assert_eq age, Ok(0)
## ```
pub fn or_default<T>(value :: Json, key :: String) -> Result<T, String>
  where T: FromJson, T: Default do
  case value do
    JsonObject(entries) ->
      if Map.has_key(entries, key) do required(value, key) else Ok(Default.default()) end
    other -> Err(expected("Object", other))
  end
end

## With a field of an object, unless the value is null.
##
## ```mesh
## assert_eq Map.size(Json.with_some(%{}, "name", Json.parse("null") |> Result.unwrap())), 0
## ```
pub fn with_some(entries :: Map<String, Json>, key :: String, value :: Json) -> Map<String, Json> do
  case value do
    JsonNull -> entries
    other -> Map.put(entries, key, other)
  end
end

## The value that fields of objects and positions in arrays (`"0"`, `"1"`, ...) lead to; `Err` says how far they lead.
##
## ```mesh
## let value = Result.unwrap(Json.parse("{\"name\":\"ann\",\"tags\":[1,2],\"none\":null}"))
## assert_eq Result.map(Json.at(value, ["tags", "1"]), Json.encode), Ok("2")
## ```
pub fn at(value :: Json, path :: List<String>) -> Result<Json, String> =
  Result.map_err(follow(value, path, ""), without_dot)

# `way` leads to the value.
fn follow(value :: Json, path :: List<String>, way :: String) -> Result<Json, String> do
  case path do
    [] -> Ok(value)
    key :: rest ->
      case value do
        JsonObject(entries) ->
          case Map.fetch(entries, key) do
            Some(item) -> follow(item, rest, way <> field_step(key))
            None -> Err(placed(way, "missing field: ${key}"))
          end
        JsonArray(items) ->
          case Option.and_then(String.to_int(key), fn index -> List.at(items, index) end) do
            Some(item) -> follow(item, rest, "${way}[${key}]")
            None -> Err(placed(way, "no element ${key} of ${List.length(items)}"))
          end
        other -> Err(placed(way, expected("Object", other)))
      end
  end
end

fn placed(way :: String, error :: String) -> String =
  if way == "" do error else inside(way, error) end

fn without_dot(error :: String) -> String do
  if starts_with(error, ".") do String.slice(error, 1, String.byte_length(error)) else error end
end

# The way that a path describes.
fn way_of(value :: Json, path :: List<String>, way :: String) -> String do
  case (path, value) do
    ([], _) -> way
    (key :: rest, JsonObject(entries)) ->
      way_of(Map.get_or(entries, key, JsonNull), rest, way <> field_step(key))
    (key :: rest, JsonArray(items)) ->
      way_of(
        Option.unwrap_or(
          Option.and_then(String.to_int(key), fn i -> List.at(items, i) end),
          JsonNull
        ),
        rest,
        "${way}[${key}]"
      )
    (_, _) -> way
  end
end

## What a path leads to, as a value of the type that is wanted; `Err` says what is wrong, and where.
##
## ```mesh
## let value = Result.unwrap(Json.parse("{\"name\":\"ann\",\"tags\":[1,2],\"none\":null}"))
## let tags :: Result<List<Int>, String> = Json.read(value, ["tags"])
## assert_eq tags, Ok([1, 2])
## ```
pub fn read<T>(value :: Json, path :: List<String>) -> Result<T, String> where T: FromJson do
  let found = at(value, path)?
  Result.map_err(FromJson.from_json_value(found), fn error ->
    without_dot(placed(way_of(value, path, ""), error))
  end)
end

## What a path leads to; `None` when it leads nowhere, or to null.
##
## ```mesh
## let value = Result.unwrap(Json.parse("{\"name\":\"ann\",\"tags\":[1,2],\"none\":null}"))
## let none :: Result<Option<Int>, String> = Json.optional(value, ["none"])
## assert_eq none, Ok(None)
## ```
pub fn optional<T>(value :: Json, path :: List<String>) -> Result<Option<T>, String>
  where T: FromJson do
  case at(value, path) do
    Err(_) -> Ok(None)
    Ok(JsonNull) -> Ok(None)
    Ok(_) -> Result.map(read(value, path), fn found -> Some(found) end)
  end
end

## The whole number that a path leads to.
##
## ```mesh
## let value = Result.unwrap(Json.parse("{\"name\":\"ann\",\"tags\":[1,2],\"none\":null}"))
## assert_eq Json.int(value, ["tags", "0"]), Ok(1)
## ```
pub fn int(value :: Json, path :: List<String>) -> Result<Int, String> = read(value, path)

## The number that a path leads to.
##
## ```mesh
## let value = Result.unwrap(Json.parse("{\"name\":\"ann\",\"tags\":[1,2],\"none\":null}"))
## assert_eq Json.float(value, ["tags", "0"]), Ok(1.0)
## ```
pub fn float(value :: Json, path :: List<String>) -> Result<Float, String> = read(value, path)

## The truth value that a path leads to.
##
## ```mesh
## let value = Result.unwrap(Json.parse("{\"name\":\"ann\",\"tags\":[1,2],\"none\":null}"))
## assert Result.is_err(Json.bool(value, ["name"]))
## ```
pub fn bool(value :: Json, path :: List<String>) -> Result<Bool, String> = read(value, path)

## The text that a path leads to.
##
## ```mesh
## let value = Result.unwrap(Json.parse("{\"name\":\"ann\",\"tags\":[1,2],\"none\":null}"))
## assert_eq Json.string(value, ["name"]), Ok("ann")
## ```
pub fn string(value :: Json, path :: List<String>) -> Result<String, String> = read(value, path)

## The elements of the array that a path leads to.
##
## ```mesh
## let value = Result.unwrap(Json.parse("{\"name\":\"ann\",\"tags\":[1,2],\"none\":null}"))
## assert_eq Result.map(Json.list(value, ["tags"]), List.length), Ok(2)
## ```
pub fn list(value :: Json, path :: List<String>) -> Result<List<Json>, String> = read(value, path)

## The fields of the object that a path leads to.
##
## ```mesh
## let value = Result.unwrap(Json.parse("{\"name\":\"ann\",\"tags\":[1,2],\"none\":null}"))
## assert_eq Result.map(Json.object(value, []), Map.size), Ok(3)
## ```
pub fn object(value :: Json, path :: List<String>) -> Result<Map<String, Json>, String> =
  read(value, path)
