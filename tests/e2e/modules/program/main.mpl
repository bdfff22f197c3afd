import Shapes
import Math.Vectors
from Util.Text import shout, Style

fn main() do
  println("${Shapes.area(Shapes.square(3))}")
  println("${Vectors.dot([1, 2, 3], [4, 5, 6])}")
  println(shout("hi"))
  let s = Style { mark: "?" }
  println(s.mark)
  println("${Shapes.unit()}")
end
