  extern fn lonely() -> Int
# ^^^^^^ P0001

extern "C" do
  let x = 5
# ^^^ P0001
  struct Point do
# ^^^^^^ P0001
    x :: Int
  end
  fn fine(n :: Int) -> Int
end

fn main() do
  println("${fine("text")}")
  #               ^^^^^^ E0001
end
