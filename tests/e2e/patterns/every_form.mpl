# Each pattern form in each place where patterns stand: case, function and closure parameters, let, for.
type Tree do
  Leaf
  Node(left :: Tree, value :: Int, right :: Tree)
end

type Event do
  Click(Int, Int)
  Key(String)
  Resize
end

struct Person do
  name :: String
  age :: Int
end

fn insert(Leaf, x :: Int) -> Tree = Node(Leaf, x, Leaf)
fn insert(Node(l, v, r), x) when x < v = Node(insert(l, x), v, r)
fn insert(Node(l, v, r), x) when x > v = Node(l, v, insert(r, x))
fn insert(same, _) = same

fn walk(Leaf) = []
fn walk(Node(l, v, r)) = walk(l) ++ [v] ++ walk(r)

fn describe(event :: Event) -> String do
  case event do
    Click(0, 0) -> "origin"
    Click(x, 0) | Click(0, x) -> "axis ${x}"
    Click(x, y) when x == y -> "diagonal ${x}"
    Event.Click(_, _) -> "somewhere"
    Key("q" | "quit" as word) -> "bye by ${word}"
    Key(k) -> "key ${k}"
    Resize -> "resize"
  end
end

fn lists(list :: List<List<Int>>) -> String do
  case list do
    [] -> "nothing"
    [[]] -> "one empty"
    [[x]] -> "just ${x}"
    [x :: _, []] -> "then empty, first ${x}"
    (a :: b :: _) :: _ as whole -> "starts ${a} ${b} in ${List.length(whole)}"
    [] :: rest -> "empty first, then ${List.length(rest)}"
    _ -> "other"
  end
end

fn atoms(tag :: Atom, value :: Int) -> String do
  case (tag, value) do
    (:ok, n) -> "ok ${n}"
    (:error, 404) -> "missing"
    (:error, code) when code >= 500 -> "server ${code}"
    (other, _) -> "unknown ${other}"
  end
end

fn literals(value) do
  case value do
    (1, "a", true, 1.5) -> "all"
    (-1, _, _, _) -> "minus"
    (_, "", _, _) -> "blank"
    (_, _, false, -2.5) -> "float"
    (n, s, b, f) -> "${n} ${s} ${b} ${f}"
  end
end

fn main() do
  let tree = List.reduce([5, 2, 8, 1, 9, 5, 3], Leaf, insert)
  println("${walk(tree)}")
  let events = [
    Click(0, 0),
    Click(4, 0),
    Click(0, 7),
    Click(3, 3),
    Click(1, 2),
    Key("q"),
    Key("quit"),
    Key("x"),
    Resize
  ]
  println("${String.join(List.map(events, describe), "; ")}")
  for sample in [[], [[]], [[4]], [[6], []], [[1, 2, 3], [4]], [[], [1]], [[1], [2]]] do
    println(lists(sample))
  end
  println("${atoms(:ok, 1)}, ${atoms(:error, 404)}, ${atoms(:error, 503)}, ${atoms(:wait, 0)}")
  println(literals((1, "a", true, 1.5)))
  println(literals((-1, "a", true, 1.5)))
  println(literals((2, "", true, 1.5)))
  println(literals((2, "b", false, -2.5)))
  println(literals((2, "b", true, -2.5)))
  let ann = Person { name: "ann", age: 31 }
  let Person { name: who } = ann
  println(who)
  let aged = case ann do
    Person { age: n } when n < 18 -> "minor"
    Person { name: "bob" } -> "bob"
    Person { name: n, age: a } as p -> "${n} ${a} ${p.age + 1}"
  end
  println(aged)
  let ((a, b), [c, d], _) = ((1, 2), [3, 4], "ignored") else
    panic("cannot be")
  end
  println("${a + b + c + d}")
  let names = for (i, Person { name: n }) in List.enumerate([ann, Person { name: "bo", age: 2 }]) do
    "${i}${n}"
  end
  println("${names}")
  case (Some(Ok(3)), None) do
    (Some(Ok(n)), None) -> println("deep ${n}")
    (Some(Err(text)), None) -> println(text)
    (_, Some(x)) -> println("right ${x}")
    (None, None) -> println("none")
  end
  let bare = case Circle2(4) do
    Circle2 -> "a circle"
    Square2 -> "a square"
  end
  println(bare)
end

type Shape2 do
  Circle2(Int)
  Square2(Int)
end
