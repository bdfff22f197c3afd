fn main() do
  struct Point do
# ^^^^^^^^^^^^^^^ E0064
    x :: Int
  end
  println("")
end
