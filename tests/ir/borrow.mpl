# A function that only looks at its argument borrows it: no count is touched on the way through the tree.
type Tree do
  Leaf
  Node(Tree, Int, Tree)
end

fn sum(tree :: Tree) -> Int do
  case tree do
    Leaf -> 0
    Node(left, value, right) -> sum(left) + value + sum(right)
  end
end

fn contains(tree :: Tree, wanted :: Int) -> Bool do
  case tree do
    Leaf -> false
    Node(left, value, right) -> do
      if value == wanted do
        true
      else if wanted < value do
        contains(left, wanted)
      else
        contains(right, wanted)
      end
    end
  end
end

fn main() do
  let tree = Node(Node(Leaf, 1, Leaf), 2, Leaf)
  println("${sum(tree)} ${contains(tree, 1)}")
end
