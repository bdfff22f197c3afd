# An impl, a default and a pair of impls that need themselves at ever larger types.
interface Sh do
  fn sh(self, n :: Int) -> String
end
struct W<T> do
  v :: T
end
impl Sh for Int do
  fn sh(self, _n :: Int) -> String = "i"
end
impl Sh for W<T> where T: Sh do
  fn sh(self, n :: Int) -> String = if n == 0 do self.v.sh(0) else W { v: self }.sh(n - 1) end
#                                                                  ^^^^^^^^^^^^^^^^^^^^^^^ E0002
end
fn main() do
  println(W { v: 1 }.sh(3))
end
