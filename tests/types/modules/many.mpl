import Shapes
import Util.Lists
from Util.Lists import sum_by

fn areas(shapes) = List.map(shapes, Shapes.area)
fn total(shapes) = sum_by(shapes, Shapes.area)
fn largest(shapes) = Lists.best(shapes, Shapes.area)

fn main() do
  println("${total([Shapes.unit()])}")
end
#- shapes.mpl
pub type Shape do
  Circle(Float)
  Rect(Float, Float)
end

pub fn area(shape) do
  case shape do
    Circle(r) -> 3.0 * r * r
    Rect(w, h) -> w * h
  end
end

pub fn unit() = Rect(1.0, 1.0)

fn hidden(x) = (x, unit())
#- util/lists.mpl
pub fn sum_by(items, f) = List.reduce(items, 0.0, fn total, item -> total + f(item) end)

pub fn best(items, score) do
  case items do
    [] -> None
    [x] -> Some(x)
    a :: b :: rest -> if score(a) < score(b) do best([b] ++ rest, score) else best([a] ++ rest, score) end
  end
end
