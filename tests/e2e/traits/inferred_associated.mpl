# Functions without types over interfaces with associated types: what they give is said of whatever they are called with.
interface Stack do
  type Item
  fn top(self) -> Self.Item
end

struct Ints do
  n :: Int
end

struct Words do
  text :: String
end

impl Stack for Ints do
  type Item = Int
  fn top(self) -> Int = self.n
end

impl Stack for Words do
  type Item = String
  fn top(self) -> String = self.text
end

fn peek(s) = s.top()

fn peek_twice(s) do
  let first = s.top()
  (first, peek(s))
end

fn shown(s) = "<${s.top()}>"

fn same(a, b) = a.top() == b.top()

fn more(s) = s.top() + 1

fn main() do
  println("${peek(Ints { n: 4 })} ${peek(Words { text: "w" })}")
  println("${peek_twice(Ints { n: 5 })} ${peek_twice(Words { text: "x" })}")
  println(shown(Ints { n: 6 }) <> shown(Words { text: "y" }))
  println("${same(Ints { n: 1 }, Ints { n: 1 })} ${same(Words { text: "a" }, Words { text: "b" })}")
  println("${more(Ints { n: 7 })}")
  let top = fn s -> s.top() end
  println("${top(Ints { n: 8 })} ${top(Words { text: "z" })}")
end
