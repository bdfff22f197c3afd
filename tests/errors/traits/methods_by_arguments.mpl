interface Plain do
  fn m(self) -> Int
end

interface With do
  fn m(self, n :: Int) -> Int
end

interface Other do
  fn m(self, n :: String) -> Int
end

struct S do
  x :: Int
end

impl Plain for S do
  fn m(self) -> Int = self.x
end

impl With for S do
  fn m(self, n :: Int) -> Int = self.x + n
end

impl Other for S do
  fn m(self, n :: String) -> Int = String.length(n)
end

fn main() do
  let s = S { x: 1 }
  println("${m(s)} ${s.m()} ${m(s, 2)} ${s.m("a")}")
  #                           ^ E0027
  #                                        ^ E0027
  println("${s.m(1, 2, 3)}")
  #            ^ E0027
end
