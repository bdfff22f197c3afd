# exit: 1
# modes: debug release
# A tail call to a function with more arguments than fit into registers moves the return address: the trace goes on all the same.
# stderr: at Main.caller/1 ({file}:43)\n    at Main.main/0 ({file}:48)\n    at entry
fn many(
  a :: Int,
  b :: Int,
  c :: Int,
  d :: Int,
  e :: Int,
  f :: Int,
  g :: Int,
  h :: Int,
  i :: Int
) -> Int do
  if a == 0 do
    0
  else
    panic("${a + b + c + d + e + f + g + h + i}")
  end
end

fn none(n :: Int) -> Int = twelve(n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)

fn twelve(
  a :: Int,
  b :: Int,
  c :: Int,
  d :: Int,
  e :: Int,
  f :: Int,
  g :: Int,
  h :: Int,
  i :: Int,
  _ :: Int,
  _ :: Int,
  _ :: Int
) -> Int do
  many(a, b, c, d, e, f, g, h, i)
end

fn caller(n :: Int) -> Int do
  none(n) + 1
end

fn main() do
  let n = List.length(Env.args()) + 1
  println("${caller(n) + 1}")
end
