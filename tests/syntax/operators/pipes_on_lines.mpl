fn main() do
  let a = xs
    |> List.map(f)
    # a comment between

    |> List.filter(g)
    |2> h(1)
  let b = xs |>
    f |2>
    g(1)
  a
end
