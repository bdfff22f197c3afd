pub type Shape do
  Circle(Float)
  Square(Float)
end

## How much room a shape takes.
pub fn area(shape :: Shape) -> Float do
  case shape do
    Circle(radius) -> 3.14 * radius * radius
    Square(side) -> side * side
  end
end
