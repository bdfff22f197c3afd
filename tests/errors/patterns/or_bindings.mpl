type Shape do
  Circle(Int)
  Square(Int)
end

fn size(shape :: Shape) -> Int do
  case shape do
    Circle(r) | Square(s) -> 1
    #           ^^^^^^^^^ E0011
  end
end

fn both(pair :: (Int?, String?)) -> Int do
  case pair do
    (Some(x), _) | (_, Some(x)) -> 1
    #                       ^ E0001
    _ -> 2
  end
end

fn main() do
  println("${size(Circle(1))} ${both((None, None))}")
end
