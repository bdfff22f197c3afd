type Shape do
  Circle(Float)
  Rect(Int, Int)
  Dot
end deriving(Json, Eq, Display)

fn main() do
  let text = Json.encode([Circle(1.5), Rect(2, 3), Dot])
  println(text)
  println("${Shape.from_json("{\"tag\":\"Rect\",\"fields\":[4,5]}")}")
  println("${Shape.from_json("{\"tag\":\"Oval\",\"fields\":[]}")}")
end
