fn main() do
  let r = xs
    |> List.map(fn x do
      let a = f(x)
      (a, 1)
    end)
    |> List.filter(fn x -> x > 1 end)
  f(a, fn x ->
    g(x)
    [1]
  end, b)
  f(%{"k" => fn x do
    x
    (y)
  end})
end
