# Functions without annotations are as general as their bodies allow.
fn identity(x) = x

fn swap(pair) do
  let (a, b) = pair
  (b, a)
end

fn pair_up(x) = (x, x)

fn fold_right(list, initial, f) do
  case list do
    [] -> initial
    x :: rest -> f(x, fold_right(rest, initial, f))
  end
end

fn flip(f) = fn a, b -> f(b, a) end
fn curry(f) = fn a -> fn b -> f(a, b) end end
fn iterate(f, n, x) = if n == 0 do x else iterate(f, n - 1, f(x)) end
fn max_of(first, rest) = List.reduce(rest, first, fn best, x -> if x > best do x else best end end)
fn plus(a, b) = a + b
fn describe(x) = "<${x}>"

struct Box<T> do
  item :: T
end deriving(Display, Eq)

fn map_box(box, f) = Box { item: f(box.item) }

fn group_by(list, key) do
  List.reduce(list, %{}, fn groups, item ->
    Map.update(groups, key(item), [], fn members -> List.append(members, item) end)
  end)
end

fn main() do
  println("${identity(3)} ${identity("x")} ${identity([1.5])} ${swap((1, "one"))} ${swap(swap(("a", 2.5)))}")
  println("${pair_up(pair_up(true))}")
  println("${fold_right(["a", "b", "c"], "", fn x, acc -> acc <> x end)} ${fold_right([1, 2, 3], 0, plus)}")
  let minus = fn a, b -> a - b end
  println("${minus(10, 3)} ${flip(minus)(10, 3)} ${curry(minus)(10)(4)}")
  println("${iterate(fn s -> s <> "ab" end, 3, "")} ${iterate(pair_up_sum, 5, 1)}")
  println("${max_of(3, [9, 2])} ${max_of("pear", ["apple", "plum"])} ${max_of(1.5, [])} ${max_of([1, 2], [[1], [1, 3]])}")
  println("${plus(1, 2)} ${plus(0.5, 0.25)} ${describe(1)} ${describe("t")} ${describe([Some(1), None])}")
  println("${map_box(map_box(Box { item: 20 }, fn n -> n + 1 end), describe)}")
  println("${group_by(["apple", "avocado", "bean", "cherry", "carrot"], fn w -> String.slice(w, 0, 1) end)}")
  println("${group_by([1, 2, 3, 4, 5], fn n -> n % 2 == 0 end)}")
end

fn pair_up_sum(n) do
  let (a, b) = pair_up(n)
  a + b
end
