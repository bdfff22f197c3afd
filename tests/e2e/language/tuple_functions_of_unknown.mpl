fn main() do
  let first = fn t -> Tuple.first(t) end
  println("${first((1, "a"))} ${first(("b", 2))}")
  println("${List.sort_by([(1, "b"), (2, "a")], fn t -> Tuple.second(t) end)}")
  println("${List.map([(1, "b"), (2, "a")], fn t -> Tuple.size(t) end)}")
  println("${[(1, "b")] |> List.map(fn t -> t.first() end)}")
  let g = Tuple.second
  println("${g((1, 2.5))}")
  println("${Option.map(Some((1, 2)), Tuple.second)} ${Iter.from([(1, 2)]) |> Iter.map(Tuple.first) |> Iter.to_list()}")
  let fs = [Tuple.first, Tuple.second]
  println("${for f in fs do f((7, 8)) end}")
  println("${List.reduce([(1, 2)], 0, fn a, t -> a + Tuple.first(t) end)}")
end
