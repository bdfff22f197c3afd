fn main() do
  println("sum: ${xs |> List.map(fn x do
    let y = x
    (y + 1)
  end) |> List.sum} of #{List.length(xs)}")
end
