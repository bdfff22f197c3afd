# A function whose types are written has them from the start, for those that it calls and that call it.
fn total<T>(items :: List<T>, depth :: Int) -> Int where T: Hash do
  if depth == 0 do List.length(items) else step(items, depth) end
end

fn step(items, depth) do
  total(items, depth - 1) + total(["other"], depth - 1)
end

fn even<T>(x :: T, n :: Int) -> T where T: Display do
  if n == 0 do x else odd(x, n - 1) end
end

fn odd(x, n) do
  println("odd ${x}")
  if n == 0 do x else even(x, n - 1) end
end

# Two without types between two with types.
fn first<A>(a :: A, n :: Int) -> List<A> do
  if n == 0 do [a] else second(a, "x", n) end
end

fn second(a, b, n) = third(b, a, n - 1)

fn third(b, a, n) do
  if n > 5 do second(a, b, n) else last(a, n) ++ first(a, 0) end
end

fn last<B>(b :: B, n :: Int) -> List<B> = first(b, n)

fn squares(x, n :: Int) do
  if n == 0 do x else powers(x * x, n - 1) end
end

fn powers<N>(x :: N, n :: Int) -> N where N: Eq do
  if x == x and n < 0 do x else same(x, n, 1 + 1) end
end

fn same(x, n, _y) = powers(x, n - 1)

fn main() do
  println("${total([1, 2], 2)} ${total(["x"], 1)}")
  println("${even("x", 3)} ${even(1, 2)}")
  println("${first(1, 3)} ${first("a", 2)} ${last(:b, 1)}")
  println("${squares(3, 0)} ${squares(1.5, 1)} ${powers("p", 1)}")
end
