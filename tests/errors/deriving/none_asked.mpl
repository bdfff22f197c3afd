struct Point do
  x :: Int
end deriving()

fn main() do
  let p = Point { x: 1 }
  println("${p == p} ${p}")
  #          ^ E0006   ^ E0006
end
