# An impl for types whose parts are alike is for these only: others have another impl, or what is derived.
struct Pair<A, B> do
  a :: A
  b :: B
end

interface Kind do
  fn kind(self) -> String
end

impl Kind for Pair<T, T> do
  fn kind(self) -> String = "alike"
end

impl Kind for Pair<Int, String> do
  fn kind(self) -> String = "a number and its name"
end

struct Couple<A, B> do
  a :: A
  b :: B
end deriving(Debug)

impl Display for Couple<T, T> where T: Display do
  fn to_string(self) -> String = "twice ${self.a}"
end

fn main() do
  println(Pair { a: 1, b: 2 }.kind())
  println(Pair { a: 1, b: "one" }.kind())
  println("${Couple { a: 1, b: 2 }} ${Couple { a: 1, b: "x" }}")
end
