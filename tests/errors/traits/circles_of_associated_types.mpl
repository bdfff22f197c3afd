# Associated types that are made of themselves.
interface OfItself do
  type A = List<Self.A>
#      ^ E0002
  fn a(self) -> Self.A
end

interface OfEachOther do
  type A = Self.B
#      ^ E0002
  type B = Option<Self.A>
#      ^ E0002
  fn a(self) -> Self.A
end

interface Open do
  type A
  type B
  type C = List<Self.B>
  fn a(self) -> Self.A
  fn b(self) -> Self.B
end

interface Conv<T> do
  type Out
  fn conv(self, t :: T) -> Self.Out
end

struct S do
  n :: Int
end

struct R do
  n :: Int
end

impl OfItself for S do
  fn a(self) -> Self.A = []
end

impl Open for S do
  type A = List<Self.A>
#                    ^ E0042
  type B = Int
  fn a(self) -> Self.A = [1, 2]
  fn b(self) -> Int = 1
end

impl Open for R do
  type A = Int
  type B = Self.C
#               ^ E0042
  fn a(self) -> Self.A = 1
  fn b(self) -> Self.B = []
end

impl Conv<Self.Out> for S do
#              ^^^ E0042
  type Out = Int
  fn conv(self, t :: Int) -> Int = t
end

fn main() do
  println("${S { n: 1 }.b()}")
end
