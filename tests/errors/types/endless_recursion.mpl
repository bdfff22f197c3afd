# The same for functions that call themselves at ever larger types.
fn even<T>(n :: Int, x :: T) -> Bool do
  if n == 0 do
    true
  else
    odd(n - 1, [x])
#   ^^^^^^^^^^^^^^^ E0002
  end
end

fn odd<T>(n :: Int, x :: T) -> Bool do
  if n == 0 do
    false
  else
    even(n - 1, x)
  end
end

fn swap<A, B>(n :: Int, a :: A, b :: B) -> Int do
  if n == 0 do
    0
  else
    swap(n - 1, b, a)
  end
end

fn main() do
  println("${even(4, 1)} ${swap(3, 1, "a")}")
end
