# Each circle of calls at ever larger types is told.
fn one<T>(x :: T, n :: Int) -> Int = if n == 0 do 0 else one((x, x), n - 1) end
#                                                        ^^^^^^^^^^^^^^^^^^ E0002

fn two<T>(x :: T, n :: Int) -> Int = if n == 0 do 0 else three([x], n - 1) end
#                                                        ^^^^^^^^^^^^^^^^^ E0002

fn three<T>(x :: T, n :: Int) -> Int = two(x, n)

fn main() do
  println("${one(1, 2)} ${two(1, 2)}")
end
