struct Point do
  x :: Int
  y :: Int
end

type Shape do
  Circle(Float)
  Square(Float)
end

const RATE = 3

fn main() do
  let point = Point { x: 1, y: 2 }
  let ages = %{"Ann" => 3}
  let text = "abc"
  println("${point["x"]} ${point[:y]} ${point["z"]} ${text[0..1]}")
#            ^^^^^ E0001
#                          ^^^^^ E0001
#                                       ^^^^^ E0001
#                                                     ^^^^ E0001
  println("${ages.ann} ${%{:ann => 1}.ann} ${[1].count} ${text.length}")
#                 ^^^ E0009
#                                     ^^^ E0009
#                                                ^^^^^ E0009
#                                                              ^^^^^^ E0009
  println("${Point.new(1, 2)} ${Shape.new(1.0)}")
#                  ^^^ E0004
#                                     ^^^ E0004
  let RATE = 4
#     ^^^^ E0010
  case 3 do
    RATE -> println("three")
#   ^^^^ E0010
    _ -> ()
  end
end
