# What is wrong in a document is named with the way to it.
struct N do
  id :: Int
  tags :: List<String>
  at :: Option<Float>
end deriving(Json)

struct O do
  n :: N
  list :: List<N>
end deriving(Json)

type Shape do
  Dot(Int, Int)
  Named(List<Map<String, Shape>>)
end deriving(Json, Debug)

fn main() do
  for t in [
    "{\"id\":\"x\",\"tags\":[]}",
    "{\"id\":1,\"tags\":[1]}",
    "{\"id\":1}",
    "[]",
    "{\"id\":1,",
    "{\"id\":1,\"tags\":[],\"at\":\"q\"}"
  ] do
    println("${Result.map(N.from_json(t), fn n -> n.id end)}")
  end
  println("${Result.map(O.from_json("{\"n\":{\"id\":1,\"tags\":[]},\"list\":[{\"id\":1,\"tags\":[]},{\"id\":1,\"tags\":[true]}]}"), fn o -> o.n.id end)}")
  println("${Result.map(O.from_json("{\"n\":{\"id\":1,\"tags\":[]},\"list\":[{\"id\":1,\"tags\":[]},{\"id\":1}]}"), fn o -> o.n.id end)}")
  println("${Shape.from_json("{\"tag\":\"Named\",\"fields\":[[{\"a b\":{\"tag\":\"Dot\",\"fields\":[1,\"x\"]}}]]}")}")
  println("${Shape.from_json("{\"tag\":\"Named\",\"fields\":[[{\"k\":{\"tag\":\"Square\"}}]]}")} ${Shape.from_json("{\"tag\":\"Dot\",\"fields\":[1]}")}")
  let lists :: Result<List<List<Int>>, String> = Json.decode("[[1],[2,3.5]]")
  let maps :: Result<Map<String, Map<String, Bool>>, String> = Json.decode("{\"a\":{\"\":1}}")
  println("${lists} ${maps}")
  # Paths
  let value =
    Result.unwrap(Json.parse("{\"a\":{\"b\":[1,{\"c\":null,\"d\":2.5}]},\"t\":\"x\",\"y\":true}"))
  println("${Json.int(value, ["a", "b", "0"])} ${Json.float(value, ["a", "b", "1", "d"])} ${Json.string(value, ["t"])} ${Json.bool(value, ["y"])} ${Json.list(value, ["a", "b"])} ${Json.object(value, ["a"])} ${Json.at(value, [])}")
  println("${Json.int(value, ["t"])} ${Json.int(value, ["a", "b", "1", "d"])} ${Json.string(value, ["a", "x"])} ${Json.string(value, ["x"])} ${Json.int(value, ["a", "b", "7"])} ${Json.int(value, ["a", "b", "x"])} ${Json.int(value, ["t", "u"])} ${Json.int(value, ["a", "b", "-1"])}")
  let some :: Result<Option<Int>, String> = Json.optional(value, ["a", "b", "0"])
  let null :: Result<Option<Int>, String> = Json.optional(value, ["a", "b", "1", "c"])
  let none :: Result<Option<Int>, String> = Json.optional(value, ["no", "where"])
  let bad :: Result<Option<Int>, String> = Json.optional(value, ["t"])
  println("${some} ${null} ${none} ${bad}")
  let ints :: Result<List<Int>, String> = Json.read(value, ["a", "b"])
  println("${ints}")
end
