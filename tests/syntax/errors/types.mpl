# mistakes: 7
fn a(x :: List[Int]) = x
fn b(x :: Fun(Int)) = x
fn c(x :: [Int]) = x
fn d(x :: Map<Int, >) = x
fn e(x :: ) = x
fn f(x :: Int | String) = x
fn g(x :: &Int) = x
fn h() -> = 1
fn main() do end
