fn a do 1 end
fn b() do end
pub fn c(x, y) do x end
def d(x) do x end
pub def e(x) = x
fn f(x :: Int, y) -> Int do x end
fn g<T, U>(x :: T) -> U = x
fn h<T>(x :: T) -> T where T: Eq, T: Ord = x
fn i<T>(x :: T) -> T
  where T: Geo.Shape
do
  x
end
fn j(n) when n > 0 = n
fn k(n :: Int) -> Int when n > 0 do n end
fn l(n) =
  n
fn m(
  x :: Int,
  y :: Int,
) -> Int do x end
fn where(x) = x
fn n(self) = self
