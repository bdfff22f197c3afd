fn swap<A, B>(a :: A, b :: B) -> (A, B) do
  (b, a)
# ^^^^^^ E0001
end

fn main() do
  let (x, y) = swap(1, 2)
  println("${x + y}")
end
