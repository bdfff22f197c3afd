struct V do
  v :: Int
end

impl Add for V do
  type Output = Int
  fn add(self, other) = self.v + other.v
end

interface Container do
  type Elem
  fn first(self) -> Self.Elem
  fn put(self, e :: Self.Elem) -> Self
end

struct B do
  x :: Int
end

impl Container for B do
  type Elem = Int
  fn first(self) -> Int = self.x
  fn put(self, e :: Int) -> B = B { x: e }
end

fn twice(f, x) = f(x, x)

fn once(f, x) = f(x)

fn main() do
  let add = fn a, b do
    let c = a + b
    c <> "x"
  end
  println(add(V { v: 1 }, V { v: 2 }))
  #       ^^^ E0001
  println(twice(fn a, b -> String.trim(a + b) end, V { v: 1 }))
  #                                    ^^^^^ E0001
  println("${once(fn c -> String.length(first(c)) end, B { x: 1 })}")
  #                                     ^^^^^^^^ E0001
  println("${once(fn c -> put(c, "abc") end, B { x: 1 }).x}")
  #                       ^^^^^^^^^^^^^ E0001
end
