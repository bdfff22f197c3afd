# A call of a function that only computes is a statement for nothing, whoever wrote the function.
fn half(n :: Int) -> Int = n / 2

fn find(n :: Int) -> Int? = if n > 2 do Some(half(n)) else None end

fn shown(n :: Int) -> Int do
  println("${n}")
  n
end

fn twice(n :: Int, f :: Fun(Int) -> Int) -> Int = f(f(n))

fn loud(xs :: List<Int>) -> List<Int> = List.map(xs, shown)

fn both(xs :: List<Int>, f :: Fun(Int) -> Int) -> Int do
  # What a function that is handed in does is not known.
  List.map(xs, f)
  List.map(xs, fn x -> f(x) + 1 end)
  List.map([f], fn g -> g(1) end)
  List.length(xs)
end

fn main() do
  half(2)
# ^^^^^^^ W0006
  find(3)
# ^^^^^^^ W0006
  half(half(4))
# ^^^^^^^^^^^^^ W0006
  2 |> half
# ^^^^^^^^^ W0006
  let _ = half(2)
  shown(2)
  half(shown(2))
  twice(2, shown)
  let xs = [3, 1]
  List.map(xs, fn x -> x + 1 end)
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ W0006
  xs |> List.filter(fn x -> x > 1 end)
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ W0006
  List.sort_by(xs, fn x -> 0 - x end)
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ W0006
  Some(1).map(fn x -> x + 1 end)
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ W0006
  twice(2, half)
# ^^^^^^^^^^^^^^ W0006
  List.map([[1], [2]], fn row -> List.map(row, half) end)
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ W0006
  json { a: 1 }
# ^^^^^^^^^^^^^ W0006
  List.map(xs, shown)
  List.map(xs, fn x -> shown(x) + 1 end)
  List.map(xs, fn x -> assert x > 0 end)
  loud(xs)
  both(xs, half)
# ^^^^^^^^^^^^^^ W0006
  both(xs, shown)
  println("done")
end
