type shape do
#    ^^^^^ E0028
  Circle(Int)
  Square(Int)
end

struct point do
#      ^^^^^ E0028
  x :: Int
end deriving(Eq, Json)

type bare do
  Only
end deriving()

fn main() do
  let n :: Int = 1
  println("${n}")
end
