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

fn main() do
  let tree = mirror(insert(insert(Leaf, 2), 1))
  case tree do
    Node(_, value, _) -> println("${value}")
    Leaf -> ()
  end
  println("${count(Big { a: 1, b: "b", c: 3, d: 4 }).a}")
end
