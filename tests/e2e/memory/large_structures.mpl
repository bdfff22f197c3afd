# modes: debug release
# Large recursive data is built, shared, changed and freed without running out of stack or leaving anything behind.
type Chain do
  End
  Link(Int, Chain)
end

type Tree do
  Leaf
  Node(Tree, Int, Tree)
end

struct Wrapped do
  inner :: Option<Wrapped>
  name :: String
end

fn chain(n :: Int, rest :: Chain) -> Chain = if n == 0 do rest else chain(n - 1, Link(n, rest)) end

fn chain_sum(c :: Chain, acc :: Int) -> Int do
  case c do
    End -> acc
    Link(n, rest) -> chain_sum(rest, acc + n)
  end
end

fn reversed(c :: Chain, done :: Chain) -> Chain do
  case c do
    End -> done
    Link(n, rest) -> reversed(rest, Link(n, done))
  end
end

fn full(depth :: Int) -> Tree do
  if depth == 0 do Leaf else Node(full(depth - 1), depth, full(depth - 1)) end
end

fn shared(depth :: Int, below :: Tree) -> Tree =
  if depth == 0 do below else shared(depth - 1, Node(below, depth, below)) end

fn count(t :: Tree) -> Int do
  case t do
    Leaf -> 0
    Node(l, _, r) -> count(l) + 1 + count(r)
  end
end

fn increment(t :: Tree) -> Tree do
  case t do
    Leaf -> Leaf
    Node(l, n, r) -> Node(increment(l), n + 1, increment(r))
  end
end

fn top(t :: Tree) -> Int do
  case t do
    Leaf -> 0
    Node(_, n, _) -> n
  end
end

fn wrap(n :: Int, inside :: Wrapped) -> Wrapped do
  if n == 0 do inside else wrap(n - 1, Wrapped { inner: Some(inside), name: "w${n}" }) end
end

fn depth(w :: Wrapped, n :: Int) -> Int do
  case w.inner do
    Some(inner) -> depth(inner, n + 1)
    None -> n
  end
end

fn nest(n :: Int, f :: Fun(Int) -> Int) -> Fun(Int) -> Int =
  if n == 0 do f else nest(n - 1, fn x -> f(x) + 1 end) end

fn main() do
  let long = chain(1000000, End)
  println("${chain_sum(long, 0)} ${chain_sum(reversed(long, End), 0)}")
  let tree = full(16)
  let raised = increment(tree)
  println("${count(tree)} ${top(tree)} ${top(raised)} ${count(increment(shared(12, Leaf)))}")
  let w = wrap(200000, Wrapped { inner: None, name: "core" })
  println("${depth(w, 0)} ${w.name}")
  println("${nest(1000, fn x -> x * 2 end)(21)}")
  let lists = for i in 0..1000 do
    for j in 0..100 do
      "${i}-${j}"
    end
  end
  println("${List.length(List.flatten(lists))} ${List.last(List.last(lists))}")
  let million = Range.to_list(0..1000000)
  let kept = List.filter(List.map(million, fn n -> (n, "x") end), fn((n, _)) -> n % 250000 == 0 end)
  println("${kept}")
  let deep = List.reduce(0..1000 |> Range.to_list(), %{}, fn m, n ->
    %{"level${n % 3}" => n, "rest" => Map.size(m)}
  end)
  println("${deep}")
  let table =
    List.reduce(Range.to_list(0..20000), %{}, fn m, n -> Map.put(m, "key${n}", [n, n + 1]) end)
  let smaller = List.reduce(Range.to_list(0..19990), table, fn m, n -> Map.delete(m, "key${n}") end)
  println("${Map.size(table)} ${smaller}")
end
