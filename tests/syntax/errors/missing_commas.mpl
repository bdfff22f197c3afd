# mistakes: 5
fn main() do
  f(
    1
    2,
    3
  )
  [a b, c]
  %{
    "a" => 1
    "b" => 2
  }
  P { x: 1 y: 2 }
  g(1, "two" 3)
end
