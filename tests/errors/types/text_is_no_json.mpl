# Section 10, 17: a String is no parsed JSON, nor a list of them.
fn size(value :: Json) -> Int do
  case value do
    JsonArray(items) -> List.length(items)
    _ -> 0
  end
end

fn join(texts :: List<String>) -> String do
  String.join(texts, ",")
end

fn main() do
  println("${size("[1]")}")
  #               ^^^^^ E0001
  case Json.parse("[1]") do
    Ok(value) -> println(join([value, value]))
    Err(_) -> println("no")
  end
  let all = List.filter_map(["1"], fn text -> Result.ok(Json.parse(text)) end)
  println(join(all))
  #            ^^^ E0001
end
