struct Point do
  x :: Int
  y :: Int
end

fn first() -> Point = Point { 1, 2 }
#                             ^ P0001

fn second() -> Point = Point { x = 1, y = 2 }
#                                ^ P0001
#                                       ^ P0001

fn main() do
  println("${first()} ${second()}")
end
