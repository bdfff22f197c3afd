struct Item do
  name :: String
  price :: Float
end deriving(Json)

fn status(code :: Int, messages :: List<String>) -> String do
  json {
    ok: code < 400,
    code: code,
    messages: messages,
    nested: json { deep: [1, 2], empty: json {} },
    nothing: nil,
    maybe: None
  }
end

fn main() do
  println(status(200, ["fine", "a \"quote\" and \\ and \n"]))
  let item = Item { name: "tea", price: 3.0 }
  let text = json {
    item: item,
    items: [item, %{item | price: 2.5}],
    by_name: %{"z" => item.price, "a" => 0.5},
    some: Some(1)
  }
  println(text)
  let json = "json is a name too"
  println("${json} ${String.length(json { x: 1 })}")
  let parsed = Json.parse(text)
  case parsed do
    Ok(value) -> println(Json.encode(value))
    Err(why) -> println(why)
  end
  println(
    Json.get(status(404, []), "code") <>
    Json.get(status(404, []), "ok") <>
    Json.get(text, "by_name")
  )
end
