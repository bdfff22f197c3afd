fn main() do
  let x = if 3 > 2, do: 1, else: 2
  #               ^ P0001
  println("${x}")
end

fn other() -> Int = "a"
#                   ^^^ E0001
