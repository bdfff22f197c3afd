# What a module keeps to itself is not reached by a path either: interfaces, variants.
import Shape

struct S do
  n :: Int
end

impl Shape.Secret for S do
#          ^^^^^^ E0035
  fn secret(self) -> Int = self.n
end

fn d<T>(x :: T) -> Int where T: Shape.Secret = 1
#                                     ^^^^^^ E0035

fn main() do
  println("${d(S { n: 2 })} ${Shape.Area.area(Shape.Sq { s: 1.0 })}")
  println("${Shape.A(1)} ${Shape.T.A(3)}")
#                  ^ E0035
#                                ^ E0035
  println("${Shape.Sq { s: 2.0 }.secret()}")
#                                ^^^^^^ E0035
  case Shape.make() do
    Shape.A(n) -> println("${n}")
#         ^ E0035
    Shape.T.A(n) -> println("${n}")
#         ^ E0035
    _ -> println("b")
  end
end
#- shape.mpl
pub interface Area do
  fn area(self) -> Float
end

interface Secret do
  fn secret(self) -> Int
end

type T do
  A(Int)
  B
end

pub struct Sq do
  s :: Float
end

impl Area for Sq do
  fn area(self) -> Float = self.s
end

impl Secret for Sq do
  fn secret(self) -> Int = 7
end

pub fn make() -> T = if Sq { s: 1.0 }.secret() == 7 do A(1) else B end
