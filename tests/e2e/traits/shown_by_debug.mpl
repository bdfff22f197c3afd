# A function without types that shows its argument takes whatever has `Debug`, too.
struct P do
  n :: Int
end

struct Q do
  n :: Int
end deriving(Debug)

impl Display for Q do
  fn to_string(self) -> String = "q${self.n}"
end

fn show(x) = "<${x}>"

fn shows(x) = show(x) <> show(x)

fn twice(x, n) do
  if n == 0 do "" else show(x) <> again(x, n - 1) end
end

fn again(x, n) = twice(x, n)

fn main() do
  println(show(P { n: 1 }) <> show(Q { n: 2 }) <> show(3))
  println(shows(P { n: 1 }) <> shows(Q { n: 2 }))
  println(twice(P { n: 1 }, 2) <> twice(Q { n: 2 }, 1))
  let s = fn x -> "${x}" end
  println(s(P { n: 1 }))
end
