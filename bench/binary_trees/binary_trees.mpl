# Allocation: many short-lived trees of each depth beside one that stays.
# args: 6
# modes: debug release

type Tree do
  Leaf
  Node(Tree, Tree)
end deriving()

fn make(depth :: Int) -> Tree do
  if depth == 0 do Node(Leaf, Leaf) else Node(make(depth - 1), make(depth - 1)) end
end

@no_alloc
fn check(tree :: Tree) -> Int do
  case tree do
    Leaf -> 0
    Node(left, right) -> 1 + check(left) + check(right)
  end
end

fn repeat(times :: Int, depth :: Int, sum :: Int) -> Int do
  if times == 0 do sum else repeat(times - 1, depth, sum + check(make(depth))) end
end

fn power(n :: Int) -> Int = Int.shift_left(1, n)

fn depths(depth :: Int, most :: Int) -> () do
  if depth <= most do
    let times = power(most - depth + 4)
    println("${times} trees of depth ${depth}: ${repeat(times, depth, 0)}")
    depths(depth + 2, most)
  end
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let most = size()
  println("stretch tree of depth ${most + 1}: ${check(make(most + 1))}")
  let lasting = make(most)
  depths(4, most)
  println("lasting tree of depth ${most}: ${check(lasting)}")
end
