struct Pair<A, B> do
  a :: A
  b :: B
end

fn left(pair :: Pair<Int>) -> Int do
#               ^^^^^^^^^ E0063
  1
end

fn right(items :: List) -> Int<Int> do
#                 ^^^^ E0063   ^^^ E0063
  1
end

fn main() do
  println("")
end
