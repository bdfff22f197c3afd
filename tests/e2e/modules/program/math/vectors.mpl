pub fn dot(a :: List<Int>, b :: List<Int>) -> Int do
  List.zip(a, b)
    |> List.map(fn p -> times(p) end)
    |> List.reduce(0, fn acc, x -> acc + x end)
end

fn times((a, b)) = a * b
