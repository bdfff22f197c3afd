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
fn parse_as<J>(text :: String) -> Result<J, String>

@extern("mesh_json_encode")
fn encode_value<J>(value :: J) -> String

## The value of a JSON text, or what is wrong with it.
pub fn parse(text :: String) -> Result<Json, String> = parse_as(text)

## The JSON text of a value: no blanks, keys in alphabetical order.
pub fn encode<T>(value :: T) -> String where T: ToJson = encode_value(value.to_json())

## The value that a JSON text stands for, or what is wrong with it.
pub fn decode<T>(text :: String) -> Result<T, String> where T: FromJson do
  let value = parse(text)?
  FromJson.from_json_value(value)
end

## JSON text of a list.
pub fn encode_list<T>(list :: List<T>) -> String where T: ToJson = encode(list)

## JSON text of a map.
pub fn encode_map<V>(entries :: Map<String, V>) -> String where V: ToJson = encode(entries)

## JSON text of a string, with its quotes.
pub fn encode_string(text :: String) -> String = encode(text)

## JSON text of a number.
pub fn encode_int(n :: Int) -> String = encode(n)

## JSON text of a truth value.
pub fn encode_bool(b :: Bool) -> String = encode(b)

## The text of a top-level field: the content of a string, the JSON text of anything else, "" when there is none.
pub fn get(text :: String, key :: String) -> String do
  case parse(text) do
    Ok(value) -> field_text(field(value, key))
    Err(_) -> ""
  end
end

## The same through two keys.
pub fn get_nested(text :: String, outer :: String, inner :: String) -> String do
  case parse(text) do
    Ok(value) -> case field(value, outer) do
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
pub fn field(value :: Json, key :: String) -> Option<Json> do
  case value do
    JsonObject(entries) -> Map.fetch(entries, key)
    _ -> None
  end
end

## The field of an object that a decoder needs.
pub fn required<T>(value :: Json, key :: String) -> Result<T, String> where T: FromJson do
  case value do
    JsonObject(entries) -> case Map.fetch(entries, key) do
      Some(item) -> FromJson.from_json_value(item)
      None -> case FromJson.from_json_value(JsonNull) do
        Ok(absent) -> Ok(absent)
        Err(_) -> Err("missing field: ${key}")
      end
    end
    _ -> Err("expected Object")
  end
end

## The variant name and the payload of a derived sum type.
pub fn tagged(value :: Json) -> Result<(String, List<Json>), String> do
  case value do
    JsonObject(entries) -> case (Map.fetch(entries, "tag"), Map.fetch(entries, "fields")) do
      (Some(JsonString(tag)), Some(JsonArray(fields))) -> Ok((tag, fields))
      (Some(JsonString(tag)), None) -> Ok((tag, []))
      _ -> Err("missing field: tag")
    end
    _ -> Err("expected Object")
  end
end

## A payload field of a derived sum type.
pub fn payload<T>(fields :: List<Json>, index :: Int) -> Result<T, String> where T: FromJson do
  case List.at(fields, index) do
    Some(item) -> FromJson.from_json_value(item)
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
      JsonFloat(x) when Int.to_float(Float.to_int(x)) == x and x < 9223372036854775808.0 -> Ok(Float.to_int(x))
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
      JsonArray(items) -> decode_items(items)
      _ -> Err("expected Array")
    end
  end
end

fn decode_items<T>(items :: List<Json>) -> Result<List<T>, String> where T: FromJson do
  let done = for item in items do
    let decoded :: Result<T, String> = FromJson.from_json_value(item)
    decoded?
  end
  Ok(done)
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
          (key, decoded?)
        end
        Ok(Map.from_list(pairs))
      end
      _ -> Err("expected Object")
    end
  end
end
