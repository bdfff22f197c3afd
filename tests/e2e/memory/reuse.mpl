# What is taken apart gives its memory to what is made behind that, when nobody else holds it; nobody else sees a difference.
# modes: debug release
# stderr: division by zero
type Color do
  Red
  Black
end

type Tree do
  Leaf
  Node(Color, Tree, Int, Tree)
end

# Two levels are taken apart, and as many objects are made of them.
@in_place
fn balanced(left :: Tree, value :: Int, right :: Tree) -> Tree do
  case (left, right) do
    (Node(Red, Node(Red, a, x, b), y, c), d) ->
      Node(Red, Node(Black, a, x, b), y, Node(Black, c, value, d))
    (Node(Red, a, x, Node(Red, b, y, c)), d) ->
      Node(Red, Node(Black, a, x, b), y, Node(Black, c, value, d))
    (a, Node(Red, Node(Red, b, y, c), z, d)) ->
      Node(Red, Node(Black, a, value, b), y, Node(Black, c, z, d))
    (a, Node(Red, b, y, Node(Red, c, z, d))) ->
      Node(Red, Node(Black, a, value, b), y, Node(Black, c, z, d))
    (a, b) -> Node(Black, a, value, b)
  end
end

fn grown(tree :: Tree, new :: Int) -> Tree do
  case tree do
    Leaf -> Node(Red, Leaf, new, Leaf)
    Node(Red, left, value, right) when new < value -> Node(Red, grown(left, new), value, right)
    Node(Red, left, value, right) when new > value -> Node(Red, left, value, grown(right, new))
    Node(Black, left, value, right) when new < value -> balanced(grown(left, new), value, right)
    Node(Black, left, value, right) when new > value -> balanced(left, value, grown(right, new))
    _ -> tree
  end
end

fn insert(tree :: Tree, new :: Int) -> Tree do
  case grown(tree, new) do
    Node(_, left, value, right) -> Node(Black, left, value, right)
    Leaf -> Leaf
  end
end

@in_place
@no_alloc
fn mirrored(tree :: Tree) -> Tree do
  case tree do
    Leaf -> Leaf
    Node(color, left, value, right) -> Node(color, mirrored(right), value, mirrored(left))
  end
end

fn shown(tree :: Tree) -> String do
  case tree do
    Leaf -> ""
    Node(_, left, value, right) -> shown(left) <> "${value} " <> shown(right)
  end
end

fn depth(tree :: Tree) -> Int do
  case tree do
    Leaf -> 0
    Node(_, left, _, right) -> 1 + Math.max(depth(left), depth(right))
  end
end

# Objects of three and four words lie in pieces of the same size.
type Shape do
  Text(String, Int, Int)
  Box(Int, String, Int, Int)
  Pair(Shape, Shape)
  Nothing
end

@in_place
@no_alloc
fn turned(shape :: Shape) -> Shape do
  case shape do
    Text(name, x, y) -> Box(x, name, y, x + y)
    Box(x, name, y, _) -> Text(name, y, x)
    Pair(one, two) -> Pair(turned(two), turned(one))
    Nothing -> Nothing
  end
end

# Only some paths make something; what comes in may be what the caller still has.
fn cut(shape :: Shape, limit :: Int) -> Shape do
  case shape do
    Text(name, x, y) -> do
      let wide = if x > limit do "${name}!" else if x == limit do name else "-" end
      Text(wide, limit, y)
    end
    Box(x, name, y, z) -> do
      if x > limit do
        if y > limit do
          Nothing
        else
          Text(name, y, z)
        end
      else
        Nothing
      end
    end
    Pair(one, Pair(two, three)) -> Pair(Pair(cut(one, limit), two), three)
    Pair(one, _) -> one
    Nothing -> Nothing
  end
end

fn named(shape :: Shape) -> String do
  case shape do
    Text(name, x, y) -> "text ${name} ${x} ${y}"
    Box(x, name, y, z) -> "box ${x} ${name} ${y} ${z}"
    Pair(one, two) -> "(" <> named(one) <> ", " <> named(two) <> ")"
    Nothing -> "nothing"
  end
end

# More numbers than lie unboxed.
struct Numbers do
  a :: Int
  b :: Int
  c :: Int
  d :: Int
  e :: Int
  f :: Int
  g :: Int
  h :: Int
  i :: Int
end

@in_place
@no_alloc
fn stepped(all :: Numbers) -> Numbers do
  let more = if all.a > 2 do all.i else all.b end
  %{all | a: all.a + 1, b: all.c, i: more}
end

fn walked(all :: Numbers, steps :: Int) -> Numbers do
  if steps == 0 do all else walked(stepped(all), steps - 1) end
end

struct State do
  names :: List<String>
  count :: Int
  last :: String
  sum :: Int
end

@in_place
fn told(state :: State, names :: List<String>) -> State do
  case names do
    [] -> state
    "stop" :: _ -> state
    "" :: rest -> told(%{state | count: state.count + 1}, rest)
    name :: rest -> do
      let longer = List.append(state.names, name)
      let next = %{state | names: longer, last: name, sum: state.sum + String.length(name)}
      told(next, rest)
    end
  end
end

# It is taken apart, something crashes, and it would have been made anew.
fn divided(shape :: Shape, by :: Int) -> Shape do
  case shape do
    Box(x, name, y, z) -> Box(x / by, name, y / by, z / by)
    Pair(one, two) -> Pair(divided(one, by), divided(two, by - 1))
    other -> other
  end
end

fn crashes(by :: Int) -> Bool do
  let work = fn do
    let shape = Pair(Box(8, "a${by}", 4, 2), Box(8, "b${by}", 4, 2))
    let kept = shape
    println(named(divided(shape, by)))
    println(named(kept))
  end
  let (_, watch) = Process.spawn_monitor(work)
  receive do
    (:down, ref, _, reason) when ref == watch -> reason != Normal
  end
end

fn main() do
  let before = List.reduce(Range.to_list(0..32), Leaf, fn tree, i -> insert(tree, i * 37 % 64) end)
  let tree = List.reduce(Range.to_list(32..64), before, fn tree, i -> insert(tree, i * 37 % 64) end)
  println("${shown(before)}\n${shown(tree)}\n${depth(tree)}")
  println(shown(mirrored(tree)))
  println(shown(mirrored(before)) <> shown(before))
  let shape = Pair(Text("t", 1, 2), Pair(Box(3, "b", 4, 5), Nothing))
  println(named(turned(shape)))
  println(named(shape))
  println(named(cut(turned(turned(shape)), 2)))
  println(named(cut(shape, 1)))
  println(
    named(cut(Box(9, "x", 1, 7), 3)) <>
    named(cut(Box(9, "x", 5, 7), 3)) <>
    named(cut(Box(1, "x", 1, 7), 3))
  )
  let numbers = Numbers { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9 }
  let later = walked(numbers, 3)
  println("${later.a} ${later.b} ${later.i} ${numbers.a} ${numbers.b} ${numbers.i}")
  let state = State { names: [], count: 0, last: "", sum: 0 }
  let one = told(state, ["ab", "", "cde", "stop", "f"])
  let two = told(one, ["", "gh"])
  println("${one.names} ${one.count} ${one.last} ${one.sum}")
  println("${two.names} ${two.count} ${two.last} ${two.sum}")
  println("${crashes(2)} ${crashes(1)} ${crashes(0)}")
end
