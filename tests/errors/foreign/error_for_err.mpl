fn half(x :: Int) -> Int!String do
  if x % 2 == 0 do
    Ok(x / 2)
  else
    Error("odd")
#   ^^^^^^^^^^^^ E0001
  end
end

fn main() do
  println("${half(3)}")
end
