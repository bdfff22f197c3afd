type Side do
  Left(Int)
  Right(Int)
end

# Where `|`, `as` and `::` stand in parentheses.
fn main() do
  let Left(n) | Right(n) = Left(3)
  #           ^ P0001
  for Left(n) | Right(n) in [Left(1), Right(2)] do
  #           ^ P0001
    println("${n}")
  end
  let (a, b) as pair = (1, 2)
  #          ^^ P0001
  for (x, y) as both in [(1, 2)] do
  #          ^^ P0001
    println("${x} ${y} ${both}")
  end
  for x :: Int in [1] do
  #     ^^ P0001
    println("${x}")
  end
  let sum = fn (c, d) as whole -> c + d + Tuple.first(whole) end
  #                   ^^ P0001
  let either :: Int | String = 1
  #                 ^ P0001
  println("${n} ${a} ${b} ${pair} ${sum((1, 2))} ${either}")
end
