# Section 10, 3: the branch that comes back decides the type.
fn pick(n :: Int) -> Int do
  let value = if n < 0 do
    panic("negative")
  else
    "big"
  end
  value + 1
# ^^^^^ E0001
end

fn main() do
  println("${pick(1)}")
end
