fn main() do
  f([
    if a do
      x
      (y)
    else
      z
    end,
    case v do
      1 -> a
      2 -> b
    end
  ], receive do
    (a, b) -> a
    c -> c
  end)
  if (f(x) do y end) do
    1
  end
  while [g(x) do y end] do 1 end
end
