const LIMIT = 10
  @limit 20
# ^^^^^^ P0001
fn main() do
  println("${LIMIT}")
end
