# The growth is in a function, the circle goes through an impl.
interface Deep do
  fn deep(self, n :: Int) -> Int
end
impl Deep for Int do
  fn deep(self, n :: Int) -> Int = self + n
end
impl Deep for Option<T> where T: Deep do
  fn deep(self, n :: Int) -> Int = if n == 0 do 0 else wrapped(self, n) end
#                                                      ^^^^^^^^^^^^^^^^ E0002
end
fn wrapped<T>(x :: T, n :: Int) -> Int where T: Deep do
  Some(x).deep(n - 1)
end
fn main() do
  println("${wrapped(1, 3)}")
end
