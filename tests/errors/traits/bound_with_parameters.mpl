interface Conv<A> do
  fn conv(self) -> A
end

struct R do
  x :: Int
end

impl Conv<Int> for R do
  fn conv(self) = self.x
end

interface Holder do
  fn hold<T>(self, t :: T) -> Int where T: Conv
  #                                        ^^^^ E0064
end

fn text<T>(t :: T) -> String where T: Conv = t.conv() <> "!"

fn number<T>(t :: T) -> Int where T: Conv = t.conv() + 1

fn both<T>(t :: T) -> (Int, String) where T: Conv = (t.conv() + 1, t.conv() <> "!")
#                                                                  ^^^^^^^^ E0001

fn main() do
  println("${number(R { x: 1 })}")
  println("${text(R { x: 1 })}")
  #               ^^^^^^^^^^ E0006
end
