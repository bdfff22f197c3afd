fn twice(n :: String) -> Int = n * 2
#                              ^ E0006

fn main() do
  println("${twice("a")}")
end
