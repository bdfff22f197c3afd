type Shape do
  Circle(Float)
  Dot
end

fn name(shape :: Shape) -> String do
  case shape do
    Circl(_) -> "circle"
#   ^^^^^ E0010
    Shape.Dto -> "dot"
#   ^^^^^^^^^ E0010
    _ -> "other"
  end
end

fn main() do
  println(name(Dot))
end
