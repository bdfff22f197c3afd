 @limit 20
#^^^^^^ P0001
fn main() do
  println("${@limit}")
#            ^ P0001
end
