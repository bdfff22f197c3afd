# driver: variables.py
# emulator: no, a debugger would see that instead
# What gdb and lldb show of the values of a program: see editors/debuggers.
struct Point do
  x :: Int
  y :: Float
end

struct Person do
  name :: String
  is_here :: Bool
  tags :: List<String>
  home :: Point
end

type Color do
  Red
  Green
end

type Shape do
  Circle(Float)
  Rect(Int, Float, Point)
  Empty
end

type Tree do
  Leaf
  Node(Tree, Int, Tree)
end

type Found do
  Nowhere
  At(String, Int, List<Int>, Bool)
  Twice(Tree, Tree, Tree, Tree)
end

fn numbers(
  int :: Int,
  float :: Float,
  yes :: Bool,
  no :: Bool,
  color :: Color,
  unit :: ()
) -> String do
  let sum = int + 1
  println("numbers")
  "${sum} ${float} ${yes} ${no} ${color == Red} ${unit}"
end

fn texts(text :: String, long :: String, atom :: Atom, bytes :: Bytes) -> String do
  println("texts")
  "${text} ${String.length(long)} ${atom} ${Bytes.length(bytes)}"
end

fn records(
  point :: Point,
  person :: Person,
  pair :: (Int, String),
  wide :: (Bool, Int, String, Float)
) -> String do
  println("records")
  "${point.x} ${point.y} ${person.name} ${person.is_here} ${pair} ${wide}"
end

fn sums(
  shapes :: List<Shape>,
  tree :: Tree,
  some :: Option<String>,
  none :: Option<String>,
  number :: Option<Int>,
  found :: List<Found>
) -> String do
  println("sums")
  "${List.length(shapes)} ${tree == Leaf} ${some} ${none} ${number} ${List.length(found)}"
end

fn collections(
  empty :: List<Int>,
  bools :: List<Bool>,
  many :: List<Int>,
  people :: Map<String, Point>,
  ids :: Set<Int>,
  add :: Fun(Int) -> Int
) -> String do
  println("collections")
  "${empty} ${bools} ${List.length(many)} ${Map.size(people)} ${Set.size(ids)} ${add(1)}"
end

fn main() do
  let home = Point { x: 4, y: 1.5 }
  let person = Person { name: "ann", is_here: true, tags: ["x", "y"], home: home }
  println(numbers(41, 2.5, true, false, Green, ()))
  println(texts("say \"✓\"\n", String.repeat("long ", 1000), :busy, Bytes.from_list([1, 2])))
  println(records(home, person, (1, "two"), (true, 2, "three", 4.0)))
  let tree = Node(Node(Leaf, 1, Leaf), 2, Leaf)
  let found = [Nowhere, At("here", 3, [4], true), Twice(Leaf, tree, Leaf, Leaf)]
  println(sums([Circle(2.0), Rect(3, 2.5, home), Empty], tree, Some("text"), None, Some(7), found))
  let people = Map.delete(%{"bob" => home, "ann" => Point { x: -1, y: 0.0 }, "eve" => home}, "bob")
  let count = List.length(found)
  println(
    collections(
      [],
      [true, false, true],
      for i in 0..103 do
        i
      end,
      people,
      Set.from_list([3, 1]),
      fn x -> x + count end
    )
  )
end
