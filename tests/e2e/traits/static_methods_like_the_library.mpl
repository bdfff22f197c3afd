interface Monoid do
  fn zero() -> Self
  fn plus(self, other :: Self) -> Self
end

struct Sum do
  n :: Int
end

impl Monoid for Sum do
  fn zero() = Sum { n: 0 }
  fn plus(self, other) = Sum { n: self.n + other.n }
end

impl Monoid for String do
  fn zero() = ""
  fn plus(self, other) = self <> other
end

fn fold<M>(items :: List<M>) -> M where M: Monoid =
  List.reduce(items, M.zero(), fn a, b -> a.plus(b) end)

fn main() do
  println("${Sum.zero()} ${String.zero()} ${fold(["a", "b"])} ${fold([Sum { n: 3 }])} ${Sum { n: 1 }.plus(Sum { n: 2 })}")
end
