import Shapes
from Shapes import Shape

## Says how large a shape is.
fn told(shape :: Shape) -> String = "area ${Shapes.area(shape)}"

fn main() do
  let shapes = [Circle(1.0), Square(2.0)]
  for shape in shapes do
    println(told(shape))
  end
  println(1 + "two")
end
