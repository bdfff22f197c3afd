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

  # `text` with the value's JSON behind it: what holds others writes all into one text.
  fn append_json(self, text :: String) -> String do
    append_value(text, self.to_json())
  end
end

fn append_value(text :: String, value :: Json) -> String do
  let added = encode_value(value)
  if text == "" do added else text <> added end
end

## A text or a `Json` from which values are read: tokens with numbers, from 0. One that is sent to another actor has none.
@opaque
pub type Document

## Types that can be read from JSON.
pub interface FromJson do
  fn from_json_value(value :: Json) -> Result<Self, String>

  # The same of a token: what holds others reads all of them where they stand. What is not there reads as null.
  fn read_json(document :: Document, token :: Int) -> Result<Self, String> do
    FromJson.from_json_value(json_at(document, token))
  end
end

# `J` is always `Json`: as a type parameter its descriptor reaches the runtime.
@extern("mesh_json_parse")
@pure
fn parse_as<J>(text :: String) -> Result<J, String>

@extern("mesh_json_encode")
@pure
fn encode_value<J>(value :: J) -> String

@extern("mesh_json_begin")
@pure
fn begin() -> String

@extern("mesh_json_end")
@pure
@owned(text)
fn without_room(text :: String) -> String

@extern("mesh_json_cut")
@pure
@owned(text)
fn cut(text :: String, length :: Int) -> String

@extern("mesh_json_append_text")
@pure
@owned(text)
fn append_short(text :: String, value :: String) -> String

@extern("mesh_json_append_float")
@pure
@owned(text)
fn append_float(text :: String, value :: Float) -> String

@extern("mesh_json_open")
@pure
fn open(text :: String) -> Result<Document, String>

@extern("mesh_json_open_value")
@pure
fn open_value<J>(value :: J) -> Document

@extern("mesh_json_close")
@pure
fn close(document :: Document) -> ()

@extern("mesh_json_value")
@pure
fn value_of<J>(document :: Document, token :: Int) -> J

fn json_at(document :: Document, token :: Int) -> Json = value_of(document, token)

@extern("mesh_json_is_null")
@pure
fn is_null(document :: Document, token :: Int) -> Bool

@extern("mesh_json_int")
@pure
fn int_at(document :: Document, token :: Int) -> Result<Int, String>

@extern("mesh_json_float")
@pure
fn float_at(document :: Document, token :: Int) -> Result<Float, String>

@extern("mesh_json_bool")
@pure
fn bool_at(document :: Document, token :: Int) -> Result<Bool, String>

@extern("mesh_json_text")
@pure
fn text_at(document :: Document, token :: Int) -> Result<String, String>

# The tokens of the ends of an array and of an object, and how many values are in it; the token behind a value.
@extern("mesh_json_array")
@pure
fn array_end(document :: Document, token :: Int) -> Result<Int, String>

@extern("mesh_json_object")
@pure
fn object_end(document :: Document, token :: Int) -> Result<Int, String>

@extern("mesh_json_count")
@pure
fn count_before(document :: Document, end_token :: Int) -> Int

@extern("mesh_json_behind")
@pure
fn behind(document :: Document, token :: Int) -> Int

@extern("mesh_json_element")
@pure
fn element(document :: Document, token :: Int, index :: Int) -> Int

# Where the tokens of fields are kept: `found` gives them, -1 for one that is not there.
@extern("mesh_json_find")
@pure
fn find(document :: Document, token :: Int, names :: String, count :: Int) -> Result<Int, String>

@extern("mesh_json_found")
@pure
fn found(document :: Document, place :: Int) -> Int

@extern("mesh_json_leave")
@pure
fn leave(document :: Document, place :: Int) -> ()

@extern("mesh_json_choice")
@pure
fn choice(document :: Document, token :: Int, names :: String) -> Option<Int>

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
pub fn encode<T>(value :: T) -> String where T: ToJson = without_room(value.append_json(begin()))

## The value that a JSON text stands for, or what is wrong with it and where: `list[1].tags[0]: expected String, found Int`.
##
## ```mesh
## let numbers :: Result<List<Int>, String> = Json.decode("[1, 2]")
## assert_eq numbers, Ok([1, 2])
## ```
pub fn decode<T>(text :: String) -> Result<T, String> where T: FromJson do
  let document = open(text)?
  Result.map_err(whole(document), without_dot)
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

# What a document holds.
fn whole<T>(document :: Document) -> Result<T, String> where T: FromJson do
  let read = FromJson.read_json(document, 0)
  close(document)
  read
end

## The value that a `Json` stands for, read as from a text: the `from_json_value` of types that have a `read_json`.
##
## ```mesh
## let value = Result.unwrap(Json.parse("[1, 2]"))
## let numbers :: Result<List<Int>, String> = Json.read_value(value)
## assert_eq numbers, Ok([1, 2])
## ```
pub fn read_value<T>(value :: Json) -> Result<T, String> where T: FromJson =
  whole(open_value(value))

# What is said of a value of another kind than is wanted.
fn expected(wanted :: String, value :: Json) -> String do
  let kind = case value do
    JsonNull -> "Null"
    JsonBool(_) -> "Bool"
    JsonInt(_) -> "Int"
    JsonFloat(_) -> "Float"
    JsonString(_) -> "String"
    JsonArray(_) -> "Array"
    JsonObject(_) -> "Object"
  end
  "expected ${wanted}, found ${kind}"
end

# ---- what derived code writes and reads by ----------------------------------------------------------------------

## With a comma behind what stands in an object, if there is something.
##
## ```mesh
## assert_eq Json.comma("{\"a\":1"), "{\"a\":1,"
## assert_eq Json.comma("{"), "{"
## ```
pub fn comma(text :: String) -> String = if String.ends_with(text, "{") do text else text <> "," end

## With a field, of which `name` is all up to the value, unless the value is null.
##
## ```mesh
## assert_eq Json.append_some("{", "\"a\":", Some(1)), "{\"a\":1"
## let none :: Option<Int> = None
## assert_eq Json.append_some("{", "\"a\":", none), "{"
## ```
pub fn append_some<T>(text :: String, name :: String, value :: T) -> String where T: ToJson do
  let before = String.byte_length(text)
  let all = value.append_json(comma(text) <> name)
  let is_null =
    String.ends_with(all, ":null") and
    String.byte_length(all) - before <= String.byte_length(name) + 5
  if is_null do cut(all, before) else all end
end

## Where the fields of an object are kept that have one of `count` names (`2:id5:title`).
##
## ```mesh
## struct Point do
##   x :: Int
## end deriving(Eq, Debug)
##
## impl FromJson for Point do
##   fn from_json_value(value :: Json) -> Result<Point, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Point, String> do
##     let place = Json.fields(document, token, "1:x", 1)?
##     let x = Json.kept(document, place, "x")?
##     Json.done(document, place)
##     Ok(Point { x: x })
##   end
## end
##
## fn main() do
##   assert_eq Json.decode("{\"x\": 3}"), Ok(Point { x: 3 })
## end
## ```
pub fn fields(
  document :: Document,
  token :: Int,
  names :: String,
  count :: Int
) -> Result<Int, String> = find(document, token, names, count)

## A field that is kept at a place.
##
## ```mesh
## struct Point do
##   x :: Int
## end deriving(Eq, Debug)
##
## impl FromJson for Point do
##   fn from_json_value(value :: Json) -> Result<Point, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Point, String> do
##     let place = Json.fields(document, token, "1:x", 1)?
##     let x = Json.kept(document, place, "x")?
##     Json.done(document, place)
##     Ok(Point { x: x })
##   end
## end
##
## fn main() do
##   let none :: Result<Point, String> = Json.decode("{}")
##   assert_eq none, Err("missing field: x")
## end
## ```
pub fn kept<T>(document :: Document, place :: Int, key :: String) -> Result<T, String>
  where T: FromJson do
  let token = found(document, place)
  case FromJson.read_json(document, token) do
    Ok(value) -> Ok(value)
    Err(error) ->
      Err(if token < 0 do "missing field: ${key}" else inside(field_step(key), error) end)
  end
end

## The same; the default where there is none.
##
## ```mesh
## struct Point do
##   x :: Int
## end deriving(Eq, Debug)
##
## impl FromJson for Point do
##   fn from_json_value(value :: Json) -> Result<Point, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Point, String> do
##     let place = Json.fields(document, token, "1:x", 1)?
##     let x = Json.kept_or_default(document, place, "x")?
##     Json.done(document, place)
##     Ok(Point { x: x })
##   end
## end
##
## fn main() do
##   assert_eq Json.decode("{}"), Ok(Point { x: 0 })
## end
## ```
pub fn kept_or_default<T>(document :: Document, place :: Int, key :: String) -> Result<T, String>
  where T: FromJson, T: Default do
  if found(document, place) < 0 do Ok(Default.default()) else kept(document, place, key) end
end

## The fields from this place on have been read.
##
## ```mesh
## struct Point do
##   x :: Int
## end deriving(Eq, Debug)
##
## impl FromJson for Point do
##   fn from_json_value(value :: Json) -> Result<Point, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Point, String> do
##     let place = Json.fields(document, token, "1:x", 1)?
##     let x = Json.kept(document, place, "x")?
##     Json.done(document, place)
##     Ok(Point { x: x })
##   end
## end
##
## fn main() do
##   assert_eq Json.decode("{\"x\": 3, \"y\": 4}"), Ok(Point { x: 3 })
## end
## ```
pub fn done(document :: Document, place :: Int) -> () = leave(document, place)

## The number of the variant of a derived sum type, whose object has the fields `tag` and `fields` at these places; -1 for none of
## the names.
##
## ```mesh
## type Shape do
##   Dot
##   Circle(Int)
## end deriving(Eq, Debug)
##
## impl FromJson for Shape do
##   fn from_json_value(value :: Json) -> Result<Shape, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Shape, String> do
##     let place = Json.fields(document, token, "3:tag6:fields", 2)?
##     case Json.variant(document, place, "3:Dot6:Circle")? do
##       0 -> Ok(Dot)
##       1 -> Ok(Circle(Json.payload_at(document, place + 1, 0)?))
##       _ -> Err("no shape")
##     end
##   end
## end
##
## fn main() do
##   assert_eq Json.decode("{\"tag\": \"Dot\"}"), Ok(Dot)
## end
## ```
pub fn variant(document :: Document, place :: Int, names :: String) -> Result<Int, String> do
  let tag = found(document, place)
  if tag < 0 do
    Err("missing field: tag")
  else
    case choice(document, tag, names) do
      Some(number) -> Ok(number)
      None -> Result.map(tag_at(document, tag), fn _ -> -1 end)
    end
  end
end

fn tag_at(document :: Document, token :: Int) -> Result<String, String> =
  Result.map_err(text_at(document, token), fn error -> inside(".tag", error) end)

## What is said where the variant of a derived sum type is none of its names.
##
## ```mesh
## type Shape do
##   Dot
## end deriving(Eq, Debug)
##
## impl FromJson for Shape do
##   fn from_json_value(value :: Json) -> Result<Shape, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Shape, String> do
##     let place = Json.fields(document, token, "3:tag6:fields", 2)?
##     case Json.variant(document, place, "3:Dot")? do
##       0 -> Ok(Dot)
##       _ -> Err(Json.unknown_variant(document, place, "Shape"))
##     end
##   end
## end
##
## fn main() do
##   let none :: Result<Shape, String> = Json.decode("{\"tag\": \"Line\"}")
##   assert_eq none, Err("unknown variant for Shape: Line")
## end
## ```
pub fn unknown_variant(document :: Document, place :: Int, of :: String) -> String = case tag_at(
  document,
  found(document, place)
) do
  Ok(tag) -> "unknown variant for ${of}: ${tag}"
  Err(error) -> error
end

## Whether the variant of a derived sum type has as many payload fields as it needs: its field `fields` is kept at a place.
##
## ```mesh
## type Shape do
##   Circle(Int)
## end deriving(Eq, Debug)
##
## impl FromJson for Shape do
##   fn from_json_value(value :: Json) -> Result<Shape, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Shape, String> do
##     let place = Json.fields(document, token, "3:tag6:fields", 2)?
##     Json.payload(document, place + 1, 1)?
##     Ok(Circle(Json.payload_at(document, place + 1, 0)?))
##   end
## end
##
## fn main() do
##   let none :: Result<Shape, String> = Json.decode("{\"tag\": \"Circle\", \"fields\": [3, 4]}")
##   assert_eq none, Err("fields: expected 1 element, found 2")
## end
## ```
pub fn payload(document :: Document, place :: Int, count :: Int) -> Result<(), String> do
  let token = found(document, place)
  if token < 0 do
    if count == 0 do Ok(()) else Err("missing field: fields") end
  else
    case array_end(document, token) do
      Err(error) -> Err(inside(".fields", error))
      Ok(last) -> do
        let given = count_before(document, last)
        let wanted = if count == 1 do "1 element" else "${count} elements" end
        if given == count do
          Ok(())
        else
          Err(inside(".fields", "expected ${wanted}, found ${given}"))
        end
      end
    end
  end
end

## A payload field of a derived sum type, whose field `fields` is kept at a place.
##
## ```mesh
## type Shape do
##   Dot
##   Circle(Int)
## end deriving(Eq, Debug)
##
## impl FromJson for Shape do
##   fn from_json_value(value :: Json) -> Result<Shape, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Shape, String> do
##     let place = Json.fields(document, token, "3:tag6:fields", 2)?
##     case Json.variant(document, place, "3:Dot6:Circle")? do
##       0 -> Ok(Dot)
##       1 -> Ok(Circle(Json.payload_at(document, place + 1, 0)?))
##       _ -> Err("no shape")
##     end
##   end
## end
##
## fn main() do
##   assert_eq Json.decode("{\"tag\": \"Circle\", \"fields\": [3]}"), Ok(Circle(3))
## end
## ```
pub fn payload_at<T>(document :: Document, place :: Int, index :: Int) -> Result<T, String>
  where T: FromJson do
  let token = element(document, found(document, place), index)
  if token < 0 do
    Err("missing payload ${index}")
  else
    Result.map_err(FromJson.read_json(document, token), fn error ->
      inside(".fields[${index}]", error)
    end)
  end
end

# ---- places in values -------------------------------------------------------------------------------------------

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
  fn append_json(self, text :: String) -> String = self.append_string(text)
end

impl FromJson for Int do
  fn from_json_value(value :: Json) -> Result<Int, String> do
    case value do
      JsonInt(n) -> Ok(n)
      # Some writers put a whole number as `5.0` or `5e3`.
      JsonFloat(x) when Int.to_float(Float.to_int(x)) == x and x < 9223372036854775808.0 ->
        Ok(Float.to_int(x))
      JsonFloat(x) when x >= 9223372036854775808.0 or x < -9223372036854775808.0 ->
        Err("expected Int, found a number that does not fit")
      other -> Err(expected("Int", other))
    end
  end

  fn read_json(document :: Document, token :: Int) -> Result<Int, String> = int_at(document, token)
end

impl ToJson for Float do
  fn to_json(self) -> Json = JsonFloat(self)
  fn append_json(self, text :: String) -> String = append_float(text, self)
end

impl FromJson for Float do
  fn from_json_value(value :: Json) -> Result<Float, String> do
    case value do
      JsonFloat(x) -> Ok(x)
      JsonInt(n) -> Ok(Int.to_float(n))
      other -> Err(expected("Float", other))
    end
  end

  fn read_json(document :: Document, token :: Int) -> Result<Float, String> =
    float_at(document, token)
end

impl ToJson for Bool do
  fn to_json(self) -> Json = JsonBool(self)

  fn append_json(self, text :: String) -> String =
    if self do text <> "true" else text <> "false" end
end

impl FromJson for Bool do
  fn from_json_value(value :: Json) -> Result<Bool, String> do
    case value do
      JsonBool(b) -> Ok(b)
      other -> Err(expected("Bool", other))
    end
  end

  fn read_json(document :: Document, token :: Int) -> Result<Bool, String> =
    bool_at(document, token)
end

# A longer text is written in steps.
const SHORT :: Int = 16384

impl ToJson for String do
  fn to_json(self) -> Json = JsonString(self)

  fn append_json(self, text :: String) -> String do
    if String.byte_length(self) <= SHORT do
      append_short(text, self)
    else
      append_value(text, JsonString(self))
    end
  end
end

impl FromJson for String do
  fn from_json_value(value :: Json) -> Result<String, String> do
    case value do
      JsonString(text) -> Ok(text)
      other -> Err(expected("String", other))
    end
  end

  fn read_json(document :: Document, token :: Int) -> Result<String, String> =
    text_at(document, token)
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

  fn append_json(self, text :: String) -> String do
    case self do
      Some(value) -> value.append_json(text)
      None -> text <> "null"
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

  fn read_json(document :: Document, token :: Int) -> Result<Option<T>, String> do
    if is_null(document, token) do
      Ok(None)
    else
      case FromJson.read_json(document, token) do
        Ok(item) -> Ok(Some(item))
        Err(error) -> Err(error)
      end
    end
  end
end

impl ToJson for List<T> where T: ToJson do
  fn to_json(self) -> Json = JsonArray(List.map(self, fn item -> item.to_json() end))

  fn append_json(self, text :: String) -> String do
    if List.is_empty(self) do
      text <> "[]"
    else
      append_items(self, 1, list_at(self, 0).append_json(text <> "["))
    end
  end
end

fn append_items<T>(items :: List<T>, index :: Int, text :: String) -> String where T: ToJson do
  if index == list_length(items) do
    text <> "]"
  else
    append_items(items, index + 1, list_at(items, index).append_json(text <> ","))
  end
end

impl FromJson for List<T> where T: FromJson do
  fn from_json_value(value :: Json) -> Result<List<T>, String> do
    case value do
      JsonArray(items) -> decode_items(items, 0, [])
      other -> Err(expected("Array", other))
    end
  end

  fn read_json(document :: Document, token :: Int) -> Result<List<T>, String> do
    let end_token = array_end(document, token)?
    let items = Prelude.list_with_room(count_before(document, end_token))
    read_items(document, token + 1, end_token, items)
  end
end

fn read_items<T>(
  document :: Document,
  token :: Int,
  end_token :: Int,
  done :: List<T>
) -> Result<List<T>, String> where T: FromJson do
  if token == end_token do
    Ok(done)
  else
    case FromJson.read_json(document, token) do
      Ok(item) -> read_items(document, behind(document, token), end_token, list_append(done, item))
      Err(error) -> Err(inside("[${list_length(done)}]", error))
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

  fn append_json(self, text :: String) -> String do
    if Map.is_empty(self) do
      text <> "{}"
    else
      let pairs =
        List.sort(Map.to_list(self), fn (a, _), (b, _) -> Prelude.order_number(a.compare(b)) end)
      append_entries(pairs, 0, text <> "{")
    end
  end
end

fn append_entries<V>(pairs :: List<(String, V)>, index :: Int, text :: String) -> String
  where V: ToJson do
  if index == list_length(pairs) do
    text <> "}"
  else
    let (key, value) = list_at(pairs, index)
    let start = if index == 0 do text else text <> "," end
    append_entries(pairs, index + 1, value.append_json(key.append_json(start) <> ":"))
  end
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
      other -> Err(expected("Object", other))
    end
  end

  fn read_json(document :: Document, token :: Int) -> Result<Map<String, V>, String> do
    let end_token = object_end(document, token)?
    read_entries(document, token + 1, end_token, %{})
  end
end

fn read_entries<V>(
  document :: Document,
  token :: Int,
  end_token :: Int,
  done :: Map<String, V>
) -> Result<Map<String, V>, String> where V: FromJson do
  if token == end_token do
    Ok(done)
  else
    let key = text_at(document, token)?
    case FromJson.read_json(document, token + 1) do
      Ok(value) ->
        read_entries(document, behind(document, token + 1), end_token, Map.put(done, key, value))
      Err(error) -> Err(inside(field_step(key), error))
    end
  end
end
