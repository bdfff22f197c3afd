# mistakes: 5
fn main() do
  f(1, 2
  g(1)
  [1, 2)
  h(1; 2)
  (1, 2]
  let x = %{"a" => 1
  x
end
