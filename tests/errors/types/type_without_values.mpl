struct Node do
#      ^^^^ W0009
  value :: Int
  next :: Node
end

type Chain do
#    ^^^^^ W0009
  Link(Int, Chain)
end

struct Left do
#      ^^^^ W0009
  right :: Right
end

type Right do
#    ^^^^^ W0009
  Held(Left)
  Also(Right)
end

struct Held do
#      ^^^^ W0009
  inside :: Box<Held>
end

struct Box<T> do
  value :: T
end

struct Paired do
#      ^^^^^^ W0009
  both :: (Int, Paired)
end

struct Fine do
  next :: Fine?
  all :: List<Fine>
  later :: Fun(Fine) -> Fine
  tree :: Tree<Fine>
end

type Tree<T> do
  Leaf
  Branch(Tree<T>, T, Tree<T>)
end

type Void do
#    ^^^^ W0009
end

struct Needs do
#      ^^^^^ W0009
  node :: Node
end

fn main() do
  println("${List.length([] ++ [Fine { next: None, all: [], later: fn x -> x end, tree: Leaf }])}")
end
