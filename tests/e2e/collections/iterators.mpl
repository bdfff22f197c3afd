fn main() do
  let total = Iter.from([1, 2, 3, 4, 5, 6])
    |> Iter.filter(fn x -> x % 2 == 0 end)
    |> Iter.map(fn x -> x * 10 end)
    |> Iter.sum()
  println("${total}")
  println("${Iter.from(["a", "b", "c"]) |> Iter.enumerate() |> Iter.take(2) |> List.collect()}")
  println("${Iter.from([1, 2, 3]) |> Iter.skip(1) |> List.collect()}")
  println("${Iter.from([1, 2, 3]) |> Iter.reduce(100, fn a, x -> a + x end)}")
  println("${Iter.from([1, 2, 3]) |> Iter.any(fn x -> x == 2 end)} ${Iter.from([1]) |> Iter.count()}")
end
