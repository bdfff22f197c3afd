struct Point do
  x :: Int
  y :: Int
end

fn main() do
  let p = Point { x: 1 }
  #       ^^^^^ E0009
  let q = Point { x: 1, y: 2, z: 3 }
  #                           ^ E0009
  let r = Point { x: 1, y: 2, x: 4 }
  #                           ^ E0009
  println("${q.z} ${r.lenght}")
  #            ^ E0009
  #                   ^^^^^^ E0009
  let s = %{q | w: 3}
  #             ^ E0009
  println("${s.x}")
end
