fn find(n :: Int) -> String? do
  if n > 0 do
    Some("x")
  else
    null
#   ^^^^ E0004
  end
end
fn main() do
  println("${find(1)}")
end
