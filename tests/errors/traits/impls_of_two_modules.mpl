# Two modules that do not see each other implement one interface for one type: which impl would run?
import Left
import Right
import Shapes

fn main() do
  println(Left.show(Shapes.make()) <> Right.show(Shapes.make()))
end
#- shapes.mpl
pub struct Square do
  side :: Int
end

pub interface Named do
  fn name(self) -> String
end

pub fn make() -> Square do
  Square { side: 1 }
end
#- left.mpl
from Shapes import Square, Named

impl Named for Square do
  fn name(self) -> String do
    "left"
  end
end

pub fn show(s :: Square) -> String do
  s.name()
end
#- right.mpl
from Shapes import Square, Named

impl Named for Square do
#    ^^^^^ E0026
  fn name(self) -> String do
    "right"
  end
end

pub fn show(s :: Square) -> String do
  s.name()
end
