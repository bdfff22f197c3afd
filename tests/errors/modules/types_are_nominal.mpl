# Two modules' types of one name are two types.
import Left
import Right

fn main() do
  println(Right.show(Left.make()))
  #                  ^^^^^^^^^^^ E0001
end
#- left.mpl
pub struct Point do
  x :: Int
end

pub fn make() -> Point do
  Point { x: 1 }
end
#- right.mpl
pub struct Point do
  x :: Int
end

pub fn show(point :: Point) -> String do
  "${point.x}"
end
