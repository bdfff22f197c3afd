# An impl of an interface that nobody knows is told once, and not again at what it would have given.
interface Shape do
  fn area(self) -> Float
end

struct Sq do
  s :: Float
end deriving()

impl Shap for Sq do
#    ^^^^ E0004
  fn area(self) -> Float = self.s * self.s
end

impl Displey for Sq do
#    ^^^^^^^ E0004
  fn to_string(self) -> String = "square"
end

impl Drawing for Sq do
#    ^^^^^^^ E0004
  fn draw(self) -> String = "[]"
end

fn total<T>(x :: T) -> Float where T: Shape = x.area()

fn main() do
  let square = Sq { s: 2.0 }
  println("${total(square)} ${area(square)} ${square.area()}")
  println("${square}")
  println(square.draw())
  println(square.paint())
#                ^^^^^ E0030
end
