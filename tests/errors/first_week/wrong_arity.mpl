fn area(width :: Int, height :: Int) -> Int = width * height
fn main() do
  println("${area(3)}")
#            ^^^^^^^ E0003
end
