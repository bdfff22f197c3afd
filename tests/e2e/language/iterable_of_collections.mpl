# What a `for` can run over is `Iterable` for a function that does not know which it is.
fn listed<C>(all :: C) -> List<C.Item> where C: Iterable do
  for item in all do
    item
  end
end

fn first<C>(all :: C) -> C.Item? where C: Iterable =
  Option.map(Iter.next(all.iter()), fn((item, _)) -> item end)

fn main() do
  println("${listed([1, 2])} ${listed(0..3)} ${listed(Set.from_list([1, 2]))}")
  println("${listed(%{"a" => 1, "b" => 2})} ${listed(Bytes.from_list([7, 8]))}")
  println("${listed(Iter.take(Iter.repeat("x"), 2))}")
  println("${first(["a"])} ${first(5..9)} ${first(%{"k" => true})} ${first([0].iter())}")
  println("${Iter.to_list([1, 2, 3].iter())} ${Iter.sum((1..4).iter())}")
end
