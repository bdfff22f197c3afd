fn main() do
  case Json.parse("{\"b\": [1, 2.5, \"x\", null, true], \"a\": {\"n\": -3}}") do
    Ok(j) -> println(Json.encode(j))
    Err(e) -> println(e)
  end
  case Json.parse("{oops") do
    Ok(_) -> println("parsed")
    Err(_) -> println("not json")
  end
  println(Json.encode(json { name: "x", n: 1, list: [1, 2], none: nil }))
end
