# What functions promise is kept: nothing that nobody else holds is copied, and no memory is asked for.
struct Inner do
  items :: List<Int>
end

struct Outer do
  inner :: Inner
  count :: Int
end

struct Queues do
  turns :: List<String>
  waiting :: Map<String, List<Int>>
  count :: Int
  most :: Int
end

# A field is taken over in one branch; others, and the whole, are looked at behind it.
@in_place
fn queued(queues :: Queues, name :: String, number :: Int) -> Queues do
  let turns = if Map.has_key(queues.waiting, name) do
    queues.turns
  else
    List.append(queues.turns, name)
  end
  if queues.count == queues.most do
    %{queues | turns: turns}
  else
    let waiting =
      Map.update(queues.waiting, name, [], fn numbers -> List.append(numbers, number) end)
    %{queues | turns: turns, waiting: waiting, count: queues.count + 1}
  end
end

# What is derived is part of the program that promises are held against.
struct Point do
  x :: Int
  y :: Int
end deriving(Json, Eq)

@in_place
fn moved(points :: List<Point>, by :: Int) -> List<Point> do
  List.map(points, fn point -> %{point | x: point.x + by} end)
end

struct Two do
  one :: List<Int>
  two :: List<Int>
end

type Tree do
  Leaf
  Node(Tree, Int, Tree)
end

@in_place
fn both(pair :: Two, item :: Int) -> Two do
  %{pair | one: List.append(pair.one, item), two: List.append(pair.two, item)}
end

@in_place
fn nested(outer :: Outer, 0) = outer
fn nested(outer, n) do
  nested(
    %{outer |
      inner: %{outer.inner | items: List.append(outer.inner.items, n)},
      count: outer.count + 1
    },
    n - 1
  )
end

@in_place
fn grouped(groups :: Map<Int, List<Int>>, item :: Int) -> Map<Int, List<Int>> do
  Map.update(groups, item % 3, [], fn group -> List.append(group, item) end)
end

@in_place
fn doubled(tree :: Tree) -> Tree do
  case tree do
    Leaf -> Leaf
    Node(left, value, right) -> Node(doubled(left), value * 2, doubled(right))
  end
end

@in_place
fn swapped(items :: List<Int>, i :: Int, j :: Int) -> List<Int> do
  let first = List.get(items, i)
  let second = List.get(items, j)
  List.set(List.set(items, i, second), j, first)
end

# One way or the other, never both.
@in_place
fn either(items :: List<Int>, front :: Bool) -> List<Int> do
  if front do
    List.set(items, 0, 7)
  else
    List.append(items, 7)
  end
end

@in_place
fn each_of<T>(items :: List<T>, more :: List<T>) -> List<T> do
  List.reduce(more, items, fn all, item -> List.append(all, item) end)
end

@in_place
@no_alloc
fn incremented(items :: List<Int>, i :: Int) -> List<Int> do
  if i == List.length(items) do
    items
  else
    incremented(List.update(items, i, fn n -> n + 1 end), i + 1)
  end
end

# What is lent is nobody else's when the one that lent it is gone.
@in_place
fn values(groups :: Map<String, List<Int>>) -> List<List<Int>> do
  let groups = Map.put(groups, "z", [])
  List.update(Map.values(groups), 0, fn row -> List.append(row, 0) end)
end

@in_place
fn turned(rows :: List<List<Int>>) -> List<List<Int>> do
  let rows = List.append(rows, [])
  List.update([] ++ List.reverse(rows), 1, fn row -> List.append(row, 0) end)
end

# A text that is made of others is a new one.
@in_place
fn listed(words :: List<String>) -> (String, List<String>) =
  (String.join(words, ", ") <> ".", words)

# So is a list without the ones that are left out.
@in_place
fn longer(words :: List<String>, than :: Int) -> (List<String>, List<String>) do
  let long = List.filter(words, fn word -> String.length(word) > than end)
  (List.append(long, "end"), words)
end

# The key of what is left out is nobody's.
@in_place
fn without(names :: Map<String, String>, name :: String) -> (Map<String, String>, String) do
  (Map.update(Map.delete(names, name), "b", fn known -> known <> "!" end), name)
end

@no_alloc
fn total(tree :: Tree) -> Int do
  case tree do
    Leaf -> 0
    Node(left, value, right) -> total(left) + value + total(right)
  end
end

fn depth(tree :: Tree) -> Int do
  case tree do
    Leaf -> 0
    Node(left, _, _) -> 1 + depth(left)
  end
end

fn main() do
  let pair = List.reduce([1, 2, 3], Two { one: [], two: [] }, fn pair, item -> both(pair, item) end)
  println("${pair.one} ${pair.two}")
  let outer = nested(Outer { inner: Inner { items: [] }, count: 0 }, 4)
  println("${outer.inner.items} ${outer.count}")
  println("${List.reduce([1, 2, 3, 4, 5], %{}, fn groups, item -> grouped(groups, item) end)}")
  let tree = doubled(Node(Node(Leaf, 1, Leaf), 2, Leaf))
  println("${total(tree)} ${depth(tree)}")
  println("${swapped([1, 2, 3], 0, 2)} ${either([1], true)} ${either([1], false)}")
  let queues = List.reduce(
    [1, 2, 3, 4],
    Queues { turns: [], waiting: %{}, count: 0, most: 3 },
    fn queues, n -> queued(queues, "of ${n % 2}", n) end
  )
  println("${queues.turns} ${queues.waiting} ${queues.count}")
  println(Json.encode(moved([Point { x: 1, y: 2 }], 3)))
  println("${values(%{"a" => [1]})} ${turned([[1], [2]])} ${listed(["a", "b"])}")
  println("${longer(["a", "abc"], 2)} ${without(%{"a" => "x", "b" => "y"}, "a")}")
  println("${each_of(["a"], ["b", "c"])} ${each_of([1], [2])} ${incremented([1, 2], 0)}")
end
