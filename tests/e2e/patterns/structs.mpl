struct Point do
  x :: Int
  y :: Int
end

fn where_is(p :: Point) -> String do
  case p do
    Point { x: 0, y: 0 } -> "origin"
    Point { x: 0 } -> "on the y axis"
    Point { y: 0, x } -> "on the x axis at ${x}"
    Point { x: a, y: b } -> "at ${a}, ${b}"
  end
end

fn main() do
  println(where_is(Point { x: 0, y: 0 }))
  println(where_is(Point { x: 0, y: 4 }))
  println(where_is(Point { x: 3, y: 0 }))
  println(where_is(Point { x: 3, y: 4 }))
end
