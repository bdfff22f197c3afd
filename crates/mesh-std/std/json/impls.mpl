# How the types of the prelude are written and read.

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
