type Shape do
  Circle(Float)
  Rect(Float, Float)
  Dot
end

fn area(s :: Shape) -> Float do
  case s do
    Circle(r) -> 3.0 * r * r
    Rect(w, h) -> w * h
    Dot -> 0.0
  end
end

fn main() do
  for s in [Circle(2.0), Rect(2.0, 3.5), Dot] do
    println("${area(s)}")
  end
  println("${Shape.Circle(1.0) == Circle(1.0)} ${Dot == Circle(1.0)}")
end
