struct W<T> do
  v :: T
end

interface Out do
  type O
  fn out(self) -> Self.O
end

impl Out for W<Int> do
  type O = Int
  fn out(self) = self.v + 1
end

impl Out for W<String> do
  type O = String
  fn out(self) = self.v <> "!"
end

fn ap(f, x) = f(x)

fn main() do
  println("${ap(fn x -> out(W { v: x }) end, "a")}")
  println("${ap(fn x -> W { v: x }.out() end, 4)}")
end
