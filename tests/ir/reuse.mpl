# An object that is taken apart gives its memory to the next one of its size, and its fields without a count.
type Tree do
  Leaf
  Node(Tree, Int, Tree)
end

fn mirror(tree :: Tree) -> Tree do
  case tree do
    Leaf -> Leaf
    Node(left, value, right) -> Node(mirror(right), value, mirror(left))
  end
end

fn insert(tree :: Tree, new :: Int) -> Tree do
  case tree do
    Leaf -> Node(Leaf, new, Leaf)
    Node(left, value, right) -> do
      if new < value do
        Node(insert(left, new), value, right)
      else
        Node(left, value, insert(right, new))
      end
    end
  end
end

struct Big do
  a :: Int
  b :: String
  c :: Int
  d :: Int
end

fn count(big :: Big) -> Big = %{big | a: big.a + 1}

type Color do
  Red
  Black
end

type Colored do
  Empty
  Branch(Color, Colored, Int, Colored)
end

# A field that was taken apart, too, is moved out and gives its memory.
fn lifted(tree :: Colored) -> Colored do
  case tree do
    Branch(Red, Branch(Red, a, x, b), y, c) -> Branch(Red, Branch(Black, a, x, b), y, c)
    other -> other
  end
end

# Three and four words take pieces of the same size; where nothing is made the memory goes back, and a join point gets it.
type Shape do
  Text(String, Int, Int)
  Box(String, Int, Int, Int)
end

fn boxed(shape :: Shape, limit :: Int) -> Shape do
  case shape do
    Text(name, x, y) -> do
      let wide = if x > limit do "${name}!" else "-" end
      Box(wide, x, y, limit)
    end
    Box(name, x, y, _) -> if x > limit do Text(name, x, y) else boxed(Text("", 0, 0), limit) end
  end
end

# Nothing of it is taken over, but it is worth owning.
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

fn stepped(all :: Numbers) -> Numbers = %{all | a: all.a + 1}

fn main() do
  let tree = mirror(insert(insert(Leaf, 2), 1))
  case tree do
    Node(_, value, _) -> println("${value}")
    Leaf -> ()
  end
  println("${count(Big { a: 1, b: "b", c: 3, d: 4 }).a}")
  case lifted(Branch(Red, Branch(Red, Empty, 1, Empty), 2, Empty)) do
    Branch(_, _, value, _) -> println("${value}")
    Empty -> ()
  end
  case boxed(Text("a", 1, 2), 3) do
    Text(name, _, _) -> println(name)
    Box(name, _, _, _) -> println(name)
  end
  println("${stepped(Numbers { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9 }).a}")
end
