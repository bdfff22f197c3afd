# Names of a program that are also names in what is derived for it, in the prelude or in the standard library.
type Outcome do
  Ok(Int)
  Err(String)
  Pending
end deriving(Eq, Ord, Hash, Display, Debug, Json)

type Value do
  JsonInt(Int)
  JsonObject(String)
end deriving(Eq, Json, Display)

struct Record do
  self_value :: Int
  other :: Int
  tag :: String
  fields :: List<Int>
  value :: Option<Int>
  mixed :: Bool
  hash :: Int
end deriving(Eq, Ord, Hash, Display, Debug, Json)

struct Odd do
  type_ :: Int
  f0 :: Int
  a0 :: Int
end deriving(Eq, Json, Display)

fn hash_mix(_a, _b) = "mine"
fn map(x) = "my map of ${x}"
fn reduce(a, _b, _c) = a
fn list_length(_x) = -1
fn string_concat(_a, _b) = "no"
fn join_texts(_a, _b) = "no"

fn main() do
  println("${Ok(3)} ${Pending} ${Outcome.from_json(Json.encode(Ok(3))) |> shown} ${Ok(1) < Err("a")} ${Ok(1) == Ok(1)}")
  println("${Json.encode(JsonInt(1))} ${Json.encode([JsonObject("x")])}")
  let r = Record {
    self_value: 1,
    other: 2,
    tag: "t",
    fields: [1],
    value: Some(3),
    mixed: true,
    hash: 4
  }
  println("${r} ${r == r} ${r < %{r | hash: 5}} ${r.hash} ${Json.encode(r)}")
  println("${hash_mix(1, 2)} ${map(1)} ${reduce(1, 2, 3)} ${list_length([])} ${[1, 2]} ${"a" <> "b"} ${List.map([1], fn x -> x end)}")
  println("${string_concat(1, 2)} ${join_texts([1], 2)}")
  println("${Odd { type_: 1, f0: 2, a0: 3 }}")
end

fn shown(r :: Result<Outcome, String>) -> String do
  case r do
    Result.Ok(o) -> "read ${o}"
    Result.Err(e) -> "not read ${e}"
  end
end
