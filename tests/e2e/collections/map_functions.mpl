# The whole Map module; keys of many types; order of insertion.
struct Point do
  x :: Int
  y :: Int
end

type Suit do
  Hearts
  Spades(Int)
end deriving(Eq, Hash, Debug, Display)

fn main() do
  let empty :: Map<String, Int> = Map.new()
  let m = %{"one" => 1, "two" => 2, "three" => 3}
  println("${Map.size(empty)} ${Map.is_empty(empty)} ${Map.size(m)} ${m}")
  println("${Map.get(m, "two")} ${Map.fetch(m, "two")} ${Map.fetch(m, "ten")} ${Map.get_or(m, "ten", 10)} ${Map.has_key(m, "one")} ${Map.has_key(m, "ten")}")
  println("${Map.put(m, "one", 11)} ${Map.put(m, "four", 4)} ${Map.delete(m, "one")} ${Map.delete(m, "nope")}")
  # a key that was deleted and put again comes last
  println("${Map.put(Map.delete(m, "one"), "one", 1)}")
  println("${Map.keys(m)} ${Map.values(m)} ${Map.to_list(m)}")
  println("${Map.merge(m, %{"two" => 22, "five" => 5})} ${Map.merge(empty, m) == m} ${Map.from_list([("a", 1), ("b", 2), ("a", 3)])}")
  println("${Map.update(m, "one", 0, fn n -> n + 100 end)} ${Map.update(m, "six", 5, fn n -> n + 1 end)}")
  println("${Map.filter(m, fn k, v -> v > 1 and k != "three" end)} ${Map.transform(m, fn v -> "<${v}>" end)}")
  println("${Map.collect(Iter.zip(Iter.from(["x", "y"]), Iter.from([1, 2])))}")
  println("${%{"dup" => 1, "dup" => 2}} ${%{1 => "a", 2 => "b"} == %{2 => "b", 1 => "a"}}")
  let points = %{Point { x: 1, y: 2 } => "p", Point { x: 2, y: 1 } => "q"}
  println("${Map.get(points, Point { x: 2, y: 1 })} ${Map.has_key(points, Point { x: 1, y: 1 })}")
  let suits = Map.put(Map.put(Map.new(), Spades(3), "three"), Hearts, "all")
  println("${suits} ${Map.get(suits, Spades(3))}")
  let keyed = %{[1, 2] => "list", [] => "empty"}
  println("${Map.get(keyed, [1, 2])} ${Map.get(%{(1, "a") => 5}, (1, "a"))} ${Map.get(%{true => "yes", false => "no"}, false)} ${Map.get(%{:a => 1}, :a)} ${Map.get(%{1.5 => "x"}, 1.5)} ${Map.get(%{Some(1) => "s"}, Some(1))}")
  let counted = List.reduce(String.characters("mississippi"), %{}, fn seen, c ->
    Map.update(seen, c, 0, fn n -> n + 1 end)
  end)
  println("${counted}")
  let inverted = List.reduce(Map.to_list(counted), %{}, fn done, pair ->
    let (letter, n) = pair
    Map.update(done, n, [], fn letters -> List.append(letters, letter) end)
  end)
  println("${inverted}")
  let nested = %{"a" => %{"b" => %{"c" => 1}}}
  println("${Map.get(Map.get(Map.get(nested, "a"), "b"), "c")} ${m.size()} ${m.get("one")}")
  for {key, value} in nested do
    println("${key}: ${value}")
  end
end
