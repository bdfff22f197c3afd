# A `let` of a value may be used at several types, one of a call may not.
fn pairs() do
  let same = fn x -> x end
  let none = None
  let other :: Int? = none
  (same(1), same("a"), other)
end

fn captured(x) do
  let pair = fn y -> (x, y) end
  (pair(1), pair("a"))
end

fn counter(step) do
  fn go(n) = if n == 0 do 0 else step + go(n - 1) end
  go(3)
end

fn curried(a) = fn b -> fn c -> (a, b, c) end end

fn main() do
  println("${pairs()} ${captured(1)}")
end
