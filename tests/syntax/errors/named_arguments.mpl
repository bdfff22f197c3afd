# mistakes: 2
fn main() do
  f(a: 1, 2)
  f(a = 1)
  g(b: 1)
end
