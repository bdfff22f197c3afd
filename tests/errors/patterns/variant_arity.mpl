type Shape do
  Rect(Float, Float)
  Dot
end

fn name(shape :: Shape) -> String do
  case shape do
    Rect(w) -> "rect"
#   ^^^^^^^ E0003
    Dot(x) -> "dot"
#   ^^^^^^ E0003
  end
end

fn main() do
  println(name(Dot))
end
