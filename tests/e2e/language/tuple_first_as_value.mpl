# What the compiler knows by itself can be passed like any function.
struct User do
  name :: String
end deriving(Json, Debug)

fn main() do
  let pairs = [(1, "a"), (2, "b")]
  println("${List.map(pairs, Tuple.first)} ${List.map(pairs, Tuple.second)} ${List.map(pairs, Tuple.size)}")
  println("${pairs |> List.map(Tuple.first) |> List.sum} ${List.sort_by([(2, 1), (1, 2)], Tuple.first)}")
  println("${List.map([(1, 2, 3)], Tuple.second)}")
  println("${List.map(["{\"name\": \"n\"}", "{}"], User.from_json)}")
  let first :: Fun((Int, Bool)) -> Int = Tuple.first
  println("${first((9, false))}")
end
