fn main() do
  while i < 10 do
    f(i)
  end
  for x in xs do
    g(x)
  end
  for i in 0..n do h(i) end
  for {k, v} in map do p(k, v) end
  for (a, b) in pairs do a end
  for x in xs when x > 1 do x end
  for _ in 0..3 do
    if a do break else continue end
  end
  while f(x) do
    break
  end
end
