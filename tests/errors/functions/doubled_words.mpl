# A word or sign that can never stand twice is read once.
type Color do do
#             ^^ P0001
  Red
  Green
end

struct Point do
  x :: :: Int
  #    ^^ P0001
end

fn first(color :: Color) -> -> Int do do
  #                         ^^ P0001
  #                                   ^^ P0001
  case color do do
  #             ^^ P0001
    Red -> -> 1
    #      ^^ P0001
    Green -> 2
  end
end

fn main() do
  let n = = first(Red)
  #       ^ P0001
  for i in in [n] do do
  #        ^^ P0001
  #                  ^^ P0001
    if i > 1 do do
    #           ^^ P0001
      println("${[i,, 2]}")
      #             ^ P0001
    end
  end
  println("${Point { x: : 1 }.x}")
  #                     ^ P0001
end
