fn main() do
  a or b and c == d < e .. f <> g + h * -i
  a * b + c <> d .. e < f == g and h or i |> j
  not a == b
  -x.f
  !f(x)
  - - a
  not not a
  a - -b
end
