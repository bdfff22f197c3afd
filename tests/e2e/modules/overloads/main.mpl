# A function is its name and its arity, across modules too; modules know each other's generic and recursive types.
import Geo.Shapes
import Geo.Trees
from Geo.Shapes import scale, origin
from Geo.Trees import Tree

fn size(tree :: Tree<Int>) -> Int = Trees.fold(tree, 0, fn n, _ -> n + 1 end)
fn size(tree :: Tree<Int>, over :: Int) -> Int =
  Trees.fold(tree, 0, fn n, x -> if x > over do n + 1 else n end end)

fn main() do
  println("${scale(5)} ${scale(5, 3)} ${Shapes.scale(1, 2, 3)} ${origin()}")
  println("${[1, 2] |> List.map(scale)}")
  let tree = Trees.from_list([4, 2, 6, 1, 3])
  println("${Trees.to_list(tree)} ${size(tree)} ${size(tree, 2)} ${Trees.depth(tree)}")
  let words = Trees.from_list(["m", "c", "x"])
  println("${Trees.to_list(words)} ${Trees.contains(words, "x")} ${Trees.contains(words, "y")}")
  case Trees.insert(Tree.Leaf, 1.5) do
    Tree.Node(_, x, _) -> println("${x}")
    Leaf -> println("leaf")
  end
end
