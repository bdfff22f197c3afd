fn first() do
  if true do
# ^^ P0001
    println("a")
fn main() do
  first()
end
