# A type that cannot be derived is told once: not again where it is a field, a value or a bound of something else.
from Parts import Inner

struct Middle do
  inner :: Inner
end deriving(Json, Eq, Display, Hash)

struct Outer<T> do
  middle :: Middle
  more :: List<T>
end deriving(Json, Eq)

type Either do
  One(Middle)
  Two(Outer<Int>)
end deriving(Json, Eq)

struct Reader do
  run :: Fun(String) -> Int
# ^^^ E0039
end deriving(Row)

struct Own do
  run :: Fun(Int) -> Int
# ^^^ E0028
end deriving(Ord, Eq)

fn keys(middle :: Middle) = %{middle => 1}

fn main() do
  let middle = Middle { inner: Inner { n: 1, f: fn x -> x end } }
  let outer = Outer { middle: middle, more: [1] }
  println("${Json.encode(outer)} ${Json.encode([One(middle), Two(outer)])} ${middle} ${keys(middle)}")
  println("${outer == outer} ${Own { run: fn x -> x end } < Own { run: fn x -> x end }}")
end
#- parts.mpl
pub struct Inner do
  n :: Int
  f :: Fun(Int) -> Int
# ^ E0038
# ^ E0028
end deriving(Json, Eq, Display, Hash)
