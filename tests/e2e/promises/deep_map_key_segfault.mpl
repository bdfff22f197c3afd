# Whatever a deep value is used for works, or ends its actor with "stack overflow" and nobody else.
# memory check: no, three million objects at a time take minutes
type Nat do
  Zero
  Succ(Nat)
end deriving(Eq, Hash, Debug, Ord)

type Nest do
  Empty
  Many(List<Nest>)
  Pair((Nest, Int), String)
  Keyed(Map<Nest, Int>)
  Valued(Map<Int, Nest>)
  Elements(Set<Nest>)
end deriving(Eq, Hash, Debug)

fn nest(n :: Int, v :: Nat) -> Nat = if n == 0 do v else nest(n - 1, Succ(v)) end

fn many(n :: Int, v :: Nest) -> Nest = if n == 0 do v else many(n - 1, Many([Empty, v, Empty])) end

fn pair(n :: Int, v :: Nest) -> Nest = if n == 0 do v else pair(n - 1, Pair((v, n), "p")) end

fn keyed(n :: Int, v :: Nest) -> Nest =
  if n == 0 do v else keyed(n - 1, Keyed(Map.put(%{Empty => 0}, v, n))) end

fn valued(n :: Int, v :: Nest) -> Nest =
  if n == 0 do v else valued(n - 1, Valued(%{1 => v, 2 => Empty})) end

fn elements(n :: Int, v :: Nest) -> Nest =
  if n == 0 do v else elements(n - 1, Elements(Set.add(Set.new(), v))) end

fn depth(v :: Nat, n :: Int) -> Int do
  case v do
    Zero -> n
    Succ(w) -> depth(w, n + 1)
  end
end

actor sink(to :: Pid<Int>) do
  receive do
    v -> send(to, depth(v, 0))
  end
end

fn closure(n :: Int, f :: Fun(Int) -> Int) -> Fun(Int) -> Int do
  if n == 0 do f else closure(n - 1, fn x -> if x == 0 do n else f(x - 1) end end) end
end

fn nat(what :: String, n :: Int) -> String do
  let v = nest(n, Zero)
  let w = nest(n, Zero)
  let less = nest(n - 1, Zero)
  case what do
    "map" -> do
      let m = Map.put(%{less => 0}, v, 1)
      "${Map.has_key(m, w)} ${Map.size(Map.put(m, w, 2))} ${Map.size(Map.delete(m, w))}"
    end
    "set" -> "${Set.size(Set.add(Set.add(Set.add(Set.new(), v), w), less))}"
    "eq" -> "${v == w} ${v == less}"
    "hash" -> "${v.hash() == w.hash()}"
    "lt" -> "${v < w} ${less < v}"
    "debug" -> "${String.length(v.inspect())}"
    "send" -> do
      let me :: Pid<Int> = self()
      send(spawn(sink, me), v)
      receive do
        d -> "depth ${d}"
      end
    end
    "seteq" ->
      "${Set.add(Set.new(), v) == Set.add(Set.new(), w)} ${Set.add(Set.new(), v) == Set.add(Set.new(), less)}"
    "mapeq" -> "${%{1 => v} == %{1 => w}} ${%{1 => v} == %{1 => less}}"
    _ -> "?"
  end
end

fn key(v :: Nest, w :: Nest) -> String =
  "${Map.has_key(%{v => 1}, w)} ${Set.contains(Set.add(Set.new(), Empty), w)}"

fn other(what :: String, n :: Int) -> String do
  case what do
    "lists" -> key(many(n, Empty), many(n, Empty))
    "records" -> key(pair(n, Empty), pair(n, Empty))
    "maps in keys" -> key(keyed(n, Empty), keyed(n, Empty))
    "maps in values" -> key(valued(n, Empty), valued(n, Empty))
    "sets" -> key(elements(n, Empty), elements(n, Empty))
    "closures" -> do
      let me :: Pid<Int> = self()
      let f = closure(n, fn _ -> 0 end)
      let _ = spawn(fn -> send(me, f(0)) end)
      receive do
        d -> "${d}"
      end
    end
    _ -> "?"
  end
end

fn report(what :: String, work :: Fun() -> String) do
  let (_, _) = Process.spawn_monitor(fn -> println("${what}: ${work()}") end)
  receive do
    (:down, _, Normal) -> ()
    (:down, _, reason) -> println("${what}: ${reason}")
  end
end

fn main() do
  let n = 3000000
  for what in ["map", "set", "eq", "hash", "lt", "send", "seteq", "mapeq"] do
    report(what, fn -> nat(what, n) end)
  end
  report("debug", fn -> nat("debug", n) end)
  for what in ["lists", "records", "maps in values", "maps in keys", "sets", "closures"] do
    report(what, fn -> other(what, n / 10) end)
  end
end
