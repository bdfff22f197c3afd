# Text of deep values takes time and memory in proportion to its length. Copied once more at each level, it would be hundreds of
# gigabytes here.
type Nat do
  Zero
  Succ(Nat)
end deriving(Eq, Debug, Display)

struct Box do
  label :: String
  inside :: Option<Inside>
end deriving(Debug)

# A struct cannot hold itself without a step between.
type Inside do
  Inside(Box)
end deriving(Debug)

type Tree do
  Node(List<Tree>, Int)
end deriving(Debug, Display)

type Keyed do
  Leaf
  Keyed(Map<String, (Int, Keyed)>)
end deriving(Debug, Display)

type Hand do
  End
  Link(Result<Hand, String>)
end deriving(Debug)

fn nat(n :: Int, done :: Nat) -> Nat = if n == 0 do done else nat(n - 1, Succ(done)) end

fn box(n :: Int, done :: Box) -> Box do
  if n == 0 do done else box(n - 1, Box { label: "b", inside: Some(Inside(done)) }) end
end

fn tree(n :: Int, done :: Tree) -> Tree =
  if n == 0 do done else tree(n - 1, Node([done], n % 10)) end

fn keyed(n :: Int, done :: Keyed) -> Keyed =
  if n == 0 do done else keyed(n - 1, Keyed(%{"k" => (1, done)})) end

fn hand(n :: Int, done :: Hand) -> Hand = if n == 0 do done else hand(n - 1, Link(Ok(done))) end

fn main() do
  let n = 300000
  println("${nat(2, Zero)} ${nat(2, Zero).inspect()}")
  println("${String.length(nat(n, Zero).inspect())} ${String.length("${nat(n, Zero)}!")}")
  println("${box(1, Box { label: "a", inside: None })}")
  println("${String.length("the box ${box(n, Box { label: "a", inside: None })}")}")
  println("${tree(2, Node([], 7))}")
  println("${String.length(tree(n, Node([], 7)).to_string())}")
  println("${keyed(2, Leaf)} ${keyed(1, Leaf).inspect()}")
  println("${String.length(keyed(n, Leaf).inspect())}")
  println("${hand(2, End)}")
  println("${String.length(hand(n, End).inspect())}")
end
