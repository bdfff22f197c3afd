interface A<X> do
  type Y
  fn g(self, x :: X) -> Self.Y
end

struct S do
  x :: Int
end

impl A<Int> for S do
  type Y = String
  fn g(self, x) = "${x}"
end

impl A<String> for S do
  type Y = Int
  fn g(self, x) = String.length(x)
end

fn main() do
  let s = S { x: 1 }
  let h = fn q -> [s.g(q)] end
  println("${List.length(h(1))} ${h("abc")}")
  let k = fn q do
    let r = s.g(q)
    (r, q)
  end
  println("${k(1)}")
end
