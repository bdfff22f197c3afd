type Shape do
  Circle(radius :: Float)
end

fn kind(value :: Int) -> String do
  case value do
    n :: Int -> "${n}"
    #    ^^^ E0010
  end
end

fn area(shape :: Shape) -> Float do
  case shape do
    Circle { radius } -> radius
  # ^^^^^^ E0003
  end
end

fn main() do
  println("${kind(1)} ${area(Circle { radius: 1.0 })}")
  #                          ^^^^^^ E0003
end
