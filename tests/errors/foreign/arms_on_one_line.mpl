type Shape do
  Dot
  Square(Int)
end

fn side(shape) = case shape do Dot -> 0 Square(n) -> n end
#                                                 ^^ P0001

fn name(n :: Int) -> String do
  case n do 1 -> "one" _ -> "many" end
  #                      ^^ P0001
end

fn right(n :: Int) -> String do
  case n do 1 -> "one"; _ -> "many" end
end

fn main() do
  receive do n when n > 1 -> println("a") m -> println("b") after 0 -> println("none") end
  #                                         ^^ P0001
  println("${side(Dot)} ${name(1)} ${right(1)}")
end
