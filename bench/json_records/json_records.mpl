# A long text of records is read, each record changed, and the whole written again.
# args: 20
# modes: debug release

struct Address do
  city :: String
  street :: String
  zip :: String
end deriving(Json)

struct Person do
  active :: Bool
  address :: Address
  email :: String
  id :: Int
  name :: String
  note :: Option<String>
  score :: Float
  tags :: List<String>
end deriving(Json)

fn person(n :: Int) -> Person do
  Person {
    active: n % 3 == 0,
    address: Address {
      city: "City ${n % 100}",
      street: "${n % 250} Main Street",
      zip: "${10000 + n % 1000}"
    },
    email: "person${n}@example.com",
    id: n,
    name: "Person \"${n}\" Exämple",
    note: if n % 2 == 0 do Some("Note about ${n}") else None end,
    score: 0.25 + Int.to_float(n % 1000),
    tags: ["red", "round", "tag ${n % 10}"]
  }
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let people = for n in 0..size() do
    person(n)
  end
  let text = Json.encode(people)
  let read :: Result<List<Person>, String> = Json.decode(text)
  case read do
    Ok(all) -> do
      let changed = List.map(all, fn p -> %{p | id: p.id + 1, score: p.score * 2.0} end)
      let written = Json.encode(changed)
      let sum = List.reduce(changed, 0.0, fn sum, p -> sum + p.score end)
      println("${String.byte_length(text)} ${String.byte_length(written)} ${Float.to_int(sum)}")
    end
    Err(error) -> panic(error)
  end
end
