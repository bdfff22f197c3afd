##! JSON: parsing, encoding, and the traits behind `deriving(Json)`.

## A JSON value. The runtime builds and reads it in this order of variants.
pub type Json do
  JsonNull
  JsonBool(Bool)
  JsonInt(Int)
  JsonFloat(Float)
  JsonString(String)
  JsonArray(List<Json>)
  JsonObject(Map<String, Json>)
end deriving(Eq, Debug)

## Types that can be written as JSON.
pub interface ToJson do
  fn to_json(self) -> Json
end

## Types that can be read from JSON.
pub interface FromJson do
  fn from_json_value(value :: Json) -> Result<Self, String>
end

# `J` is always `Json`: as a type parameter its descriptor reaches the runtime.
@extern("mesh_json_parse")
@pure
fn parse_as<J>(text :: String) -> Result<J, String>

@extern("mesh_json_encode")
@pure
fn encode_value<J>(value :: J) -> String

## The value of a JSON text, or what is wrong with it.
##
## ```mesh
## assert_eq Result.map(Json.parse("[1, 2]"), Json.encode), Ok("[1,2]")
## assert Result.is_err(Json.parse("[1,"))
## ```
pub fn parse(text :: String) -> Result<Json, String> = parse_as(text)

## The JSON text of a value: no blanks, keys in alphabetical order.
##
## ```mesh
## assert_eq Json.encode(%{"b" => 2, "a" => 1}), "{\"a\":1,\"b\":2}"
## ```
pub fn encode<T>(value :: T) -> String where T: ToJson = encode_value(value.to_json())

## The value that a JSON text stands for, or what is wrong with it.
##
## ```mesh
## let numbers :: Result<List<Int>, String> = Json.decode("[1, 2]")
## assert_eq numbers, Ok([1, 2])
## ```
pub fn decode<T>(text :: String) -> Result<T, String> where T: FromJson do
  let value = parse(text)?
  from_value(value)
end

## The value that a `Json` stands for, or what is wrong with it and where: `list[1].tags[0]: expected String`.
##
## ```mesh
## let numbers :: Result<List<Int>, String> = Result.and_then(Json.parse("[1, true]"), Json.from_value)
## assert Result.is_err(numbers)
## ```
pub fn from_value<T>(value :: Json) -> Result<T, String> where T: FromJson do
  Result.map_err(FromJson.from_json_value(value), without_dot)
end

@extern("mesh_string_starts_with")
@pure
fn starts_with(text :: String, prefix :: String) -> Bool

# What is wrong inside of a field or an element. Decoders write the way there before what they found, each its own step: a way
# begins with `.` or `[`.
fn inside(step :: String, error :: String) -> String do
  if starts_with(error, ".") or starts_with(error, "[") do
    step <> error
  else
    "${step}: ${error}"
  end
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
    _ -> Err("expected Object")
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
    _ -> Err("expected Object")
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
        _ -> Err(placed(way, "expected Object"))
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

## The variant name and the payload of a derived sum type.
##
## ```mesh
## let value = Result.unwrap(Json.parse("{\"tag\":\"Circle\",\"fields\":[2]}"))
## assert_eq Result.map(Json.tagged(value), Tuple.first), Ok("Circle")
## ```
pub fn tagged(value :: Json) -> Result<(String, List<Json>), String> do
  case value do
    JsonObject(entries) ->
      case (Map.fetch(entries, "tag"), Map.fetch(entries, "fields")) do
        (Some(JsonString(tag)), Some(JsonArray(fields))) -> Ok((tag, fields))
        (Some(JsonString(tag)), None) -> Ok((tag, []))
        _ -> Err("missing field: tag")
      end
    _ -> Err("expected Object")
  end
end

## A payload field of a derived sum type.
##
## ```mesh
## let fields = Result.unwrap(Json.list(Result.unwrap(Json.parse("[2]")), []))
## assert_eq Json.payload(fields, 0), Ok(2)
## ```
pub fn payload<T>(fields :: List<Json>, index :: Int) -> Result<T, String> where T: FromJson do
  case List.at(fields, index) do
    Some(item) ->
      Result.map_err(FromJson.from_json_value(item), fn error ->
        inside(".fields[${index}]", error)
      end)
    None -> Err("missing payload ${index}")
  end
end

impl ToJson for Json do
  fn to_json(self) -> Json = self
end

impl FromJson for Json do
  fn from_json_value(value :: Json) -> Result<Json, String> = Ok(value)
end

impl Display for Json do
  fn to_string(self) -> String = encode(self)
end

impl ToJson for Int do
  fn to_json(self) -> Json = JsonInt(self)
end

impl FromJson for Int do
  fn from_json_value(value :: Json) -> Result<Int, String> do
    case value do
      JsonInt(n) -> Ok(n)
      # Some writers put a whole number as `5.0` or `5e3`.
      JsonFloat(x) when Int.to_float(Float.to_int(x)) == x and x < 9223372036854775808.0 ->
        Ok(Float.to_int(x))
      _ -> Err("expected Int")
    end
  end
end

impl ToJson for Float do
  fn to_json(self) -> Json = JsonFloat(self)
end

impl FromJson for Float do
  fn from_json_value(value :: Json) -> Result<Float, String> do
    case value do
      JsonFloat(x) -> Ok(x)
      JsonInt(n) -> Ok(Int.to_float(n))
      _ -> Err("expected Float")
    end
  end
end

impl ToJson for Bool do
  fn to_json(self) -> Json = JsonBool(self)
end

impl FromJson for Bool do
  fn from_json_value(value :: Json) -> Result<Bool, String> do
    case value do
      JsonBool(b) -> Ok(b)
      _ -> Err("expected Bool")
    end
  end
end

impl ToJson for String do
  fn to_json(self) -> Json = JsonString(self)
end

impl FromJson for String do
  fn from_json_value(value :: Json) -> Result<String, String> do
    case value do
      JsonString(text) -> Ok(text)
      _ -> Err("expected String")
    end
  end
end

impl ToJson for () do
  fn to_json(self) -> Json = JsonNull
end

impl ToJson for Option<T> where T: ToJson do
  fn to_json(self) -> Json do
    case self do
      Some(value) -> value.to_json()
      None -> JsonNull
    end
  end
end

impl FromJson for Option<T> where T: FromJson do
  fn from_json_value(value :: Json) -> Result<Option<T>, String> do
    case value do
      JsonNull -> Ok(None)
      other -> Result.map(FromJson.from_json_value(other), fn item -> Some(item) end)
    end
  end
end

impl ToJson for List<T> where T: ToJson do
  fn to_json(self) -> Json = JsonArray(List.map(self, fn item -> item.to_json() end))
end

impl FromJson for List<T> where T: FromJson do
  fn from_json_value(value :: Json) -> Result<List<T>, String> do
    case value do
      JsonArray(items) -> decode_items(items, 0, [])
      _ -> Err("expected Array")
    end
  end
end

fn decode_items<T>(items :: List<Json>, index :: Int, done :: List<T>) -> Result<List<T>, String>
  where T: FromJson do
  if index == List.length(items) do
    Ok(done)
  else
    let decoded :: Result<T, String> = FromJson.from_json_value(items[index])
    case decoded do
      Ok(item) -> decode_items(items, index + 1, List.append(done, item))
      Err(error) -> Err(inside("[${index}]", error))
    end
  end
end

impl ToJson for Map<String, V> where V: ToJson do
  fn to_json(self) -> Json = JsonObject(Map.transform(self, fn value -> value.to_json() end))
end

impl FromJson for Map<String, V> where V: FromJson do
  fn from_json_value(value :: Json) -> Result<Map<String, V>, String> do
    case value do
      JsonObject(entries) -> do
        let pairs = for (key, item) in Map.to_list(entries) do
          let decoded :: Result<V, String> = FromJson.from_json_value(item)
          (key, Result.map_err(decoded, fn error -> inside(field_step(key), error) end)?)
        end
        Ok(Map.from_list(pairs))
      end
      _ -> Err("expected Object")
    end
  end
end
