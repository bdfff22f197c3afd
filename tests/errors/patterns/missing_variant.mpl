type Shape do
  Circle(Float)
  Rect(Float, Float)
  Dot
end

fn area(shape :: Shape) -> Float do
  case shape do
  #    ^^^^^ E0012
    Circle(r) -> r * r
    Dot -> 0.0
  end
end

fn main() do
  println("${area(Dot)}")
end
