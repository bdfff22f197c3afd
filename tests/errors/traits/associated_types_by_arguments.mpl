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

fn first<T>(x :: T, k :: String) -> T.V where T: Get do
  let v :: T.V = x.get(k)
  let all = [v, v]
  List.head(List.append(all, x.get(k)))
end

fn main() do
  println(first(S { n: 1 }, "abc"))
#               ^^^^^^^^^^ E0001
end
