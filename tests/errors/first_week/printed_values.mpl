struct Point do
  x :: Int
end deriving(Debug)

fn show(text :: String) -> String = text

fn main() do
  let xs = [1]
  let point = Point { x: 1 }
  println(xs)
#         ^^ E0001
  println([1, 2])
#         ^^^^^^ E0001
  println((1, 2))
#         ^^^^^^ E0001
  println(Some(3))
#         ^^^^^^^ E0001
  println(:a)
#         ^^ E0001
  println(show(point))
#              ^^^^^ E0001
  println(fn x -> x + 1 end)
#         ^^^^^^^^^^^^^^^^^ E0001
end
