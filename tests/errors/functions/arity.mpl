fn area(width :: Int, height :: Int) -> Int do
  width * height
end

fn main() do
  println("${area(1)} ${area(1, 2, 3)}")
  #          ^^^^^^^ E0003
  #                     ^^^^^^^^^^^^^ E0003
  let half = fn n -> n / 2 end
  println("${half(1, 2)}")
  #          ^^^^^^^^^^ E0003
  println("${Some(1, 2)}")
  #          ^^^^^^^^^^ E0003
end
