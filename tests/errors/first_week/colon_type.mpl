fn twice(n: Int) -> Int = n * 2
#         ^ P0001
fn main() do
  println("${twice(2)}")
end
