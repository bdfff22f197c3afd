struct Point do
  x :: Int
  y :: Int
end

fn main() do
  let a = Point { x: 1, y: 2, x: 3 }
  #                           ^ E0009
  let b = %{a | x: 1, x: 2}
  #                   ^ E0009
  let c = %{a | y: 1, x: 2, y: 3, y: 4}
  #                         ^ E0009
  #                               ^ E0009
  println("${a.x} ${b.x} ${c.x}")
end
