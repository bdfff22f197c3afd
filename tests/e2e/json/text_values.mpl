# Json as a value: patterns, walking, numbers, unicode, errors, the small encoders.
fn depth(value :: Json) -> Int do
  case value do
    JsonArray(items) -> 1 + List.reduce(List.map(items, depth), 0, fn a, b -> Math.max(a, b) end)
    JsonObject(entries) ->
      1 + List.reduce(List.map(Map.values(entries), depth), 0, fn a, b -> Math.max(a, b) end)
    _ -> 0
  end
end

fn kind(text :: String) -> String do
  case Json.parse(text) do
    Ok(JsonNull) -> "null"
    Ok(JsonBool(b)) -> "bool ${b}"
    Ok(JsonInt(n)) -> "int ${n}"
    Ok(JsonFloat(x)) -> "float ${x}"
    Ok(JsonString(s)) -> "string ${s} of ${String.length(s)}"
    Ok(JsonArray(items)) -> "array of ${List.length(items)}"
    Ok(JsonObject(entries)) -> "object with ${Map.keys(entries)}"
    Err(_) -> "broken"
  end
end

fn main() do
  for text in [
    "null",
    "true",
    "-12",
    "9223372036854775807",
    "9223372036854775808",
    "1.50",
    "2e3",
    "\"h\\u00e9\\n\\ud83d\\ude00\"",
    "[1,[2]]",
    " {\"b\":1,\"a\":2} ",
    "[1,]",
    "{a:1}",
    "",
    "nul",
    "[1] 2",
    "\"open"
  ] do
    println("${text} is ${kind(text)}")
  end
  case Json.parse("{\"a\":[{\"b\":[[]]}],\"c\":1}") do
    Ok(value) -> println("${depth(value)} ${value} ${value == value}")
    Err(why) -> println(why)
  end
  let deep = String.repeat("[", 100) <> String.repeat("]", 100)
  println("${Result.map(Json.parse(deep), depth)}")
  println("${Json.encode_string("é\t\"")} ${Json.encode_int(-3)} ${Json.encode_bool(false)} ${Json.encode_list([1.0, 2.5])} ${Json.encode_map(%{"b" => [1], "a" => []})}")
  println("${JSON.encode("x")} ${JSON.encode([Some(true), None])} ${Json.encode(%{"k" => (%{"x" => 1})})}")
  let doc = "{\"user\":{\"name\":\"Ann\",\"age\":30,\"none\":null},\"list\":[1,2],\"f\":1.0}"
  println("[${Json.get(doc, "user")}] [${Json.get(doc, "list")}] [${Json.get(doc, "nope")}] [${Json.get("{", "x")}] [${Json.get(doc, "f")}]")
  println("[${Json.get_nested(doc, "user", "name")}] [${Json.get_nested(doc, "user", "age")}] [${Json.get_nested(doc, "user", "none")}] [${Json.get_nested(doc, "list", "x")}]")
end
