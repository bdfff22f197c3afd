interface Stack do
  type Item
  fn top(self) -> Self.Item
end

struct Words do
  text :: String
end

struct Ints do
  n :: Int
end

impl Stack for Words do
  type Item = String
  fn top(self) -> String = self.text
end

impl Stack for Ints do
  type Item = Int
  fn top(self) -> Int = self.n
end

fn more(s) = s.top() + 1

fn same(a, b) = a.top() == b.top()

fn main() do
  println("${more(Words { text: "a" })}")
  #               ^^^^^^^^^^^^^^^^^^^ E0001
  println("${same(Words { text: "a" }, Ints { n: 1 })}")
  #                                    ^^^^^^^^^^^^^ E0001
  println("${more(3)}")
  #               ^ E0006
end
