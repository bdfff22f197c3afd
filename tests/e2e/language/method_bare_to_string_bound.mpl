# A bare call sees the bounds of a type parameter, too: only `P` is in reach of `T`.
interface P do
  fn to_string(self) -> String
end

struct Z do
  a :: Int
end deriving()

impl P for Z do
  fn to_string(self) -> String do
    "z"
  end
end

fn show<T>(x :: T) -> String where T: P do
  to_string(x)
end

fn main() do
  println(show(Z { a: 1 }))
end
