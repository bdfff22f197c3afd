type Color = Red | Green
#                ^ P0001

type Shape = Circle(Float)
#                  ^ P0001

type Tree<T> =
  Leaf
  | Node(Tree<T>, T, Tree<T>)
# ^ P0001

type Way =
  | North
# ^ P0001
  | South

type Side = Left | Right deriving(Eq)
#                ^ P0001

type Id = String | Int
#                ^ P0001

type Change = (Int) -> Int
#                   ^^ P0001

type Parts do
  Round { radius :: Float }
  #     ^ P0001
  Line(Float),
  #          ^ P0001
  Box(width: Float, height: Float)
  #        ^ P0001
  #                       ^ P0001
end

fn main() do
  println("x")
end
