type Shape do
  Circle(Float)
  Dot
end

fn name(shape :: Shape) -> String do
  case shape do
    Some(_) -> "circle"
#   ^^^^^^^ E0001
    _ -> "other"
  end
end

fn main() do
  println(name(Dot))
end
