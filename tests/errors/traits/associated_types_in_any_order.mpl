# What an impl says of its associated types holds, in whichever order it says it.
interface I do
  type A
  type B
  fn a(self) -> Self.A
  fn b(self) -> Self.B
end

struct S do
  n :: Int
end

impl I for S do
  type A = Self.B
  type B = Int
  fn a(self) -> Self.A = "x"
#                        ^^^ E0001
  fn b(self) -> Int = 1
end

struct R do
  n :: Int
end

impl I for R do
  type A = List<Self.B>
  type B = Int
  fn a(self) -> List<Int> = [self.n]
  fn b(self) -> Int = 1
end

fn main() do
  println("${S { n: 1 }.a() + 1} ${R { n: 1 }.a() + 1}")
#                                  ^^^^^^^^^^^^^^ E0006
end
