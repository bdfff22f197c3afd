fn sign(n :: Int) -> Int do
  if n > 0 do
# ^^^^^^^^^^^ E0001
    1
  end
end
fn main() do
  println("${sign(1)}")
end
