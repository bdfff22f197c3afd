# What an interface gives depends on its arguments: `T.V` is that of the bound.
interface Get<K> do
  type V
  fn get(self, k :: K) -> Self.V
end

struct S do
  n :: Int
end

impl Get<Int> for S do
  type V = String
  fn get(self, k :: Int) -> String = "n${k + self.n}"
end

impl Get<String> for S do
  type V = Int
  fn get(self, k :: String) -> Int = String.length(k) + self.n
end

fn by_text<T>(x :: T, k :: String) -> T.V where T: Get do
  x.get(k)
end

fn twice<T>(x :: T, k :: Int) -> List<T.V> where T: Get do
  let v :: T.V = x.get(k)
  [v, x.get(k + 1)]
end

interface Walks do
  type All
  type Step
  type Last = Option<Self.Step>
  fn all(self) -> Self.All
  fn last(self) -> Self.Last
end

# One that is made of the next.
impl Walks for S do
  type All = List<Self.Last>
  type Step = (Int, Self)
  fn all(self) -> Self.All = [self.last(), None]
  fn last(self) -> Self.Last = Some((self.n, self))
end

fn main() do
  let s = S { n: 1 }
  println("${by_text(s, "abc") + 1} ${String.join(twice(s, 1), " ")}")
  println("${s.all()} ${Option.is_some(s.last())}")
end
