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
