fn call(x) = x

fn main() do
  println("${call(1)}")
#            ^^^^ P0001
  println("${Int.to_float(3 as Float)}")
#                           ^^ P0001
  let a :: Int, b :: Int = 3
#             ^ P0001
  3 |> case do
#           ^^ P0001
    3 -> println("three")
    _ -> ()
  end
  println("goes on \
#                  ^ P0001
in the next line")
end
