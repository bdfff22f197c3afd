fn half(n :: Int) -> Int!String do
  if n % 2 == 0 do
    n / 2
#   ^^^^^ E0001
  else
    Err("odd")
  end
end
fn main() do
  println("${half(4)}")
end
