# mistakes: 4
struct P do
  x:int
end

fn main() do
  f(a:b)
  P { x:y }
  %{p | x:y}
end

supervisor S do
  strategy: one_for_one
end
