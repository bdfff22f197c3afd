pub type Tree<T> do
  Leaf
  Node(Tree<T>, T, Tree<T>)
end

pub fn insert<T>(tree :: Tree<T>, x :: T) -> Tree<T> where T: Ord do
  case tree do
    Leaf -> Node(Leaf, x, Leaf)
    Node(l, y, r) when x < y -> Node(insert(l, x), y, r)
    Node(l, y, r) when y < x -> Node(l, y, insert(r, x))
    same -> same
  end
end

pub fn from_list(list) = List.reduce(list, Leaf, insert)

pub fn fold(tree, acc, f) do
  case tree do
    Leaf -> acc
    Node(l, x, r) -> fold(r, f(fold(l, acc, f), x), f)
  end
end

pub fn to_list(tree) = fold(tree, [], List.append)

pub fn contains(tree, x) do
  case tree do
    Leaf -> false
    Node(l, y, r) -> if x == y do true else contains(if x < y do l else r end, x) end
  end
end

pub fn depth(Leaf) = 0
pub fn depth(Node(l, _, r)) = 1 + Math.max(depth(l), depth(r))
