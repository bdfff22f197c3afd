# An impl for all types says what its associated types are, also of a type parameter.
interface Conv do
  type Item
  fn conv(self) -> Self.Item
end

impl Conv for T do
  type Item = Int
  fn conv(self) -> Int = 7
end

interface Wrap do
  type Inner
  fn wrap(self) -> List<Self.Inner>
end

impl Wrap for T do
  type Inner = T
  fn wrap(self) -> List<T> = [self]
end

fn explicit<T>(x :: T) -> Int = x.conv() + 1

fn wrapped<T>(x :: T) -> List<T> = x.wrap()

fn inferred(x) = x.conv() + 2

fn main() do
  println("${explicit("a")} ${3.conv()} ${inferred([1])}")
  println("${wrapped(1)} ${"b".wrap()} ${wrapped([2])}")
end
