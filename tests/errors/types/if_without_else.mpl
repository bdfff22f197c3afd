# Section 10, 2: an `if` without `else` gives nothing.
fn sign(n :: Int) -> String do
  if n < 0 do
# ^^^^^^^^^^^ E0001
    "minus"
  end
end

fn main() do
  println(sign(1))
end
