fn main() do
  x |> f
  x |> f(a, b)
  x |> M.f(a)
  x |> M.f
  x |> fn y -> y + 1 end
  x |2> f(a, b)
  x |12> f(a)
  a + b |> f
  x |> f()? |> g
end
