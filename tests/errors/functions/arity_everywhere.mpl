type Shape do
  Rect(w :: Float, h :: Float)
end

interface Grow do
  fn grow(self, by :: Int) -> Int
end

impl Grow for Int do
  fn grow(self, by :: Int) -> Int = self + by
end

actor ticker(n :: Int) do
  println("${n}")
end

fn endless(a, b) = endless(a) + b
#                  ^^^^^^^^^^ E0003

fn main() do
  let _ = Rect(1.0)
  #       ^^^^^^^^^ E0003
  let _ = 1.grow()
  #       ^^^^^^^^ E0003
  let _ = grow(1)
  #       ^^^^^^^ E0003
  let add = fn a, b -> a + b end
  let _ = add(1)
  #       ^^^^^^ E0003
  let _ = "abc".slice(1)
  #       ^^^^^^^^^^^^^^ E0003
  let _ = Tuple.first((1, 2), 3)
  #       ^^^^^^^^^^^^^^^^^^^^^^ E0003
  let _ = spawn(ticker)
  #       ^^^^^^^^^^^^^ E0003
  send(self())
# ^^^^^^^^^^^^ E0003
  case Rect(1.0, 2.0) do
    Rect(_) -> println("x")
  # ^^^^^^^ E0003
  end
  let _ = Grow.grow(1)
  #       ^^^^^^^^^^^^ E0003
end
