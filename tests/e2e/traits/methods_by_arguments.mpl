# Methods of one name from several interfaces: the number of arguments tells which is meant.
interface Plain do
  fn m(self) -> Int
end

interface With do
  fn m(self, n :: Int) -> Int
end

struct S do
  x :: Int
end

struct R do
  x :: Int
end

impl Plain for S do
  fn m(self) -> Int = self.x
end

impl With for S do
  fn m(self, n :: Int) -> Int = self.x + n
end

impl With for R do
  fn m(self, n :: Int) -> Int = self.x * n
end

fn both<T>(value :: T) -> Int where T: Plain, T: With = value.m() + m(value, 10)

fn main() do
  let (s, r) = (S { x: 1 }, R { x: 2 })
  println("${m(s)} ${s.m()} ${m(s, 2)} ${s.m(3)} ${s |> m(4)} ${m(r, 5)} ${both(s)}")
end
