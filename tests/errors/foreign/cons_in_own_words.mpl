fn push(x, xs) = x :: xs
#                  ^^ P0001

fn both() = 1 :: 2 :: []
#             ^^ P0001

fn main() do
  let a = 1 :: [2]
  #         ^^ P0001
  let b = f(1) :: [2]
  #            ^^ P0001
  println("${a} ${b} ${List.reduce([1, 2], [], fn acc, x -> x :: acc end)} ${push(1, [])} ${both()}")
  #                                                           ^^ P0001
end
