struct Address do
  city :: String
  zip :: Option<String>
end deriving(Json, Debug, Eq)

struct Person do
  name :: String
  age :: Int
  score :: Float
  admin :: Bool
  address :: Address
  tags :: List<String>
  extra :: Map<String, Int>
end deriving(Json, Debug, Eq)

fn main() do
  let p = Person {
    name: "Ana \"A\"",
    age: 30,
    score: 2.0,
    admin: true,
    address: Address { city: "Graz", zip: None },
    tags: ["x", "y"],
    extra: %{"k" => 1}
  }
  let text = Json.encode(p)
  println(text)
  case Person.from_json(text) do
    Ok(q) -> println("${p == q}")
    Err(e) -> println("error ${e}")
  end
  case Address.from_json("{\"zip\": \"8010\", \"city\": \"Graz\", \"other\": 1}") do
    Ok(a) -> println("${a}")
    Err(e) -> println("error ${e}")
  end
  case Address.from_json("{\"zip\": null}") do
    Ok(a) -> println("${a}")
    Err(e) -> println("error ${e}")
  end
end
