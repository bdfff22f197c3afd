struct Box<T> do
  value :: T
end

struct Pair<A, B> do
  a :: A
  b :: B
end

type Tree<T> do
  Leaf
  Node(Tree<T>, T, Tree<T>)
end

fn boxed(x) = Box { value: x }
fn open<T>(box :: Box<T>) = box.value
fn swap(pair) = case pair do
  Pair { a: a, b: b } -> Pair { a: b, b: a }
end
fn renew(box :: Box<Int>, value) = %{box | value: value}
fn insert(tree, x) do
  case tree do
    Leaf -> Node(Leaf, x, Leaf)
    Node(l, y, r) -> if x < y do Node(insert(l, x), y, r) else Node(l, y, insert(r, x)) end
  end
end
fn fold(tree, start, f) do
  case tree do
    Leaf -> start
    Node(l, x, r) -> fold(r, f(fold(l, start, f), x), f)
  end
end

fn main() do
  println("${fold(insert(Leaf, 1), 0, fn a, b -> a + b end)}")
end
