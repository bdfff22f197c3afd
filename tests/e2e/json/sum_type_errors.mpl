# What is wrong with a sum type is told with the way to it, the name that is unknown, and the numbers of fields.
type V do
  A(Int)
  B
end deriving(Json, Debug)

struct S do
  vs :: List<V>
  o :: Option<V>
end deriving(Json, Debug)

fn show(text :: String) do
  case S.from_json(text) do
    Ok(s) -> println(Json.encode(s))
    Err(error) -> println(error)
  end
end

fn main() do
  show("{\"vs\": [{\"tag\": \"Q\", \"fields\": []}]}")
  show("{\"vs\": [{\"tag\": \"A\", \"fields\": []}]}")
  show("{\"vs\": [{\"tag\": \"A\"}]}")
  show("{\"vs\": [{}]}")
  show("{\"vs\": [3]}")
  show("{\"vs\": [], \"o\": {\"tag\": \"Z\"}}")
  show("{\"vs\": [{\"tag\": \"A\", \"fields\": [1, 2]}]}")
  show("{\"vs\": [{\"tag\": \"A\", \"fields\": [\"x\"]}]}")
  show("{\"vs\": [{\"tag\": \"B\", \"fields\": [1]}]}")
  show("{\"vs\": [{\"tag\": \"A\", \"fields\": 1}]}")
  show("{\"vs\": [{\"tag\": 3, \"fields\": [1]}]}")
  show("{\"vs\": [{\"tag\": \"B\"}, {\"tag\": \"A\", \"fields\": [1]}], \"o\": null}")
  println("${V.from_json("{\"tag\": \"Q\"}")} ${V.from_json("{\"tag\": null}")}")
end
