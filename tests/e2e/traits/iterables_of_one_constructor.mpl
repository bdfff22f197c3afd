struct W<T> do
  v :: T
end

impl Iterable for W<Int> do
  type Item = Int
  fn iter(self) -> Iter<Int> = Iter.from([self.v])
end

impl Iterable for W<String> do
  type Item = String
  fn iter(self) -> Iter<String> = Iter.from(String.characters(self.v))
end

fn ap(f, x) = f(x)

fn main() do
  println("${ap(fn x -> for q in W { v: x } do q end end, "ab")}")
  println("${ap(fn x -> for q in W { v: x } do q end end, 4)}")
end
