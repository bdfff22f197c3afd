fn main() do
  let xs = List.map([1], fn x do
  #                      ^^ P0001
    x + 1
  )
  println("${xs}")
end

fn other() -> Int = "a"
#                   ^^^ E0001
