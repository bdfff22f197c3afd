# Section 10, 1: `return` is held against the result.
fn half(n :: Int) -> Int do
  if n == 0 do
    return "none"
    #      ^^^^^^ E0001
  end
  n / 2
end

fn main() do
  println("${half(4)}")
end
