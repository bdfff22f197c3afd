fn main() do
  let a = f
  (b, c)
  x
  [1]
  y
  -z
  Point
  (q)
  g(fn do
    x
    (y)
    [z]
  end)
end
