struct Point do
  x :: Int
  y :: Int
end

fn main() do
  let p = Point { x: 1, y: "two" }
  #                        ^^^^^ E0001
  let q = %{p | x: 2.5}
  #                ^^^ E0001
  println("${q.x}")
end
