fn main() do
  0..10
  a + 1 .. b * 2
  f(0..n)
  (0..n) |> g
end
