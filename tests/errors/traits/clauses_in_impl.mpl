type Shape do
  Circle(Float)
  Square(Float)
end

interface Area do
  fn area(self) -> Float
end

impl Area for Shape do
  fn area(Circle(r)) = 3.0 * r * r
  fn area(Square(s)) = s * s
  #  ^^^^ E0055
end

fn main() do
  println("${Circle(1.0).area()}")
end
