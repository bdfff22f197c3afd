# modes: debug release
# Changing a value in place is only allowed when nobody else can see it: every way to share one must keep the original.
struct Holder do
  items :: List<Int>
  label :: String
  table :: Map<String, List<Int>>
end

type Cell do
  Cell(List<Int>)
  Pair(Cell, Cell)
end

fn grow(list :: List<Int>) -> List<Int> = List.append(list, 99)

fn grow_twice(list :: List<Int>) -> (List<Int>, List<Int>) = (grow(list), grow(list))

fn keep_and_grow(list :: List<Int>) -> (List<Int>, List<Int>) do
  let grown = grow(list)
  (list, grown)
end

fn bump(c :: Cell) -> Cell do
  case c do
    Cell(list) -> Cell(List.set(list, 0, List.get(list, 0) + 1))
    Pair(a, b) -> Pair(bump(a), bump(b))
  end
end

fn show(c :: Cell) -> String do
  case c do
    Cell(list) -> "${list}"
    Pair(a, b) -> "(${show(a)} ${show(b)})"
  end
end

fn push_all(h :: Holder, n :: Int) -> Holder do
  if n == 0 do
    h
  else
    let next = %{h | items: List.append(h.items, n), table: Map.put(h.table, "k${n % 2}", h.items)}
    push_all(next, n - 1)
  end
end

fn main() do
  let a = [1, 2, 3]
  let b = a
  let c = List.append(a, 4)
  let d = List.append(b, 5)
  println("${a} ${b} ${c} ${d}")
  println("${grow_twice(a)} ${keep_and_grow(a)} ${keep_and_grow([7])}")
  let f = fn -> List.append(a, 6) end
  println("${f()} ${f()} ${a}")
  let inner = [[1], [2]]
  let outer = List.set(inner, 0, List.append(inner[0], 10))
  println("${inner} ${outer}")
  let cell = Cell([0, 5])
  let twin = Pair(cell, cell)
  let bumped = bump(bump(twin))
  println("${show(cell)} ${show(twin)} ${show(bumped)}")
  let start = Holder { items: [0], label: "s", table: %{} }
  let end_state = push_all(start, 4)
  println("${start} ${end_state}")
  let rows = for i in 0..3 do
    let row = List.append(a, i)
    let copy = row
    let changed = List.set(row, 0, 100 + i)
    (copy, changed)
  end
  println("${rows} ${a}")
  let steps = List.reduce([1, 2, 3], [[]], fn done, n ->
    List.append(done, List.append(List.last(done), n))
  end)
  println("${steps}")
  let m = %{"x" => [1]}
  let history = for n in 0..3 do
    Map.update(m, "x", [], fn list -> List.append(list, n) end)
  end
  println("${history} ${m}")
  let text = "ab" <> "c"
  let texts = for s in ["1", "2"] do
    text <> s
  end
  println("${texts} ${text} ${text <> text}")
  let opt = Some([1])
  let unwrapped = case opt do
    Some(list) -> List.append(list, 2)
    None -> []
  end
  println("${opt} ${unwrapped}")
  let (left, right) = (a, a)
  println("${List.set(left, 1, 0)} ${List.reverse(right)} ${a}")
  let s = Set.from_list([1, 2])
  println("${Set.add(s, 3)} ${Set.remove(s, 1)} ${s} ${Set.union(s, s)}")
  let q = Queue.push(Queue.new(), 1)
  println("${Queue.push(q, 2)} ${Queue.push(q, 3)} ${q}")
end
