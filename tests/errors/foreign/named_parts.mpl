type Shape do
  Rect(w :: Float, h :: Float)
end

fn area(shape :: Shape) -> Float do
  case shape do
    Rect(w: x, h: y) -> x * y
    #     ^ P0001
  end
end

fn main() do
  println("${area(Rect(1.0, 2.0))}")
end
