fn main() do
  a - b - c
  a / b * c % d
  a == b == c
  a < b >= c
  a <> b ++ c
  a || b or c
  a && b and c
  a |> b |> c
  (a - (b - c))
end
