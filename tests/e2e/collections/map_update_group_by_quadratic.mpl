# args: 400000
# group by: the values of a map grow, each in place, although the map holds them between two steps
fn main() do
  let n = Option.unwrap_or(String.to_int(List.head(Env.args())), 10)
  let groups = List.reduce(Range.to_list(0..n), %{}, fn m, i ->
    Map.update(m, i % 3, [], fn l -> List.append(l, i) end)
  end)
  println("${List.length(Map.get(groups, 0))}")
  # The siblings: without a default, with an option, a list of lists, and what the library does itself.
  let more =
    Range.reduce(0..n, groups, fn m, i -> Map.update(m, i % 3, fn l -> List.append(l, i) end) end)
  println("${List.length(Map.get(more, 1))}")
  let changed = Range.reduce(0..n, %{}, fn m, i ->
    Map.change(m, "all", fn l -> Some(List.append(Option.unwrap_or(l, []), i)) end)
  end)
  println("${List.length(Map.get(changed, "all"))}")
  let rows = Range.reduce(0..n, [[], [], []], fn rows, i ->
    List.update(rows, i % 3, fn row -> List.append(row, i) end)
  end)
  println("${List.map(rows, List.length)}")
  println("${Map.map(List.group_by(Range.to_list(0..n), fn i -> i % 5 end), fn _, l -> List.length(l) end)}")
  let merged = Range.reduce(0..n, %{}, fn m, i ->
    Map.merge_with(m, %{0 => [i]}, fn old, new -> old ++ new end)
  end)
  println("${List.length(Map.get(merged, 0))}")
  println("${Map.size(List.frequencies(Range.to_list(0..n)))} ${List.length(List.unique(Range.to_list(0..n)))}")
  let dedup = List.dedup(Range.map(0..n, fn i -> i / 2 end))
  println("${List.length(dedup)} ${List.length(List.chunk_by(dedup, fn i -> i / 2 end))} ${List.length(List.chunks(dedup, 7))}")
  # Who else holds a list sees nothing of it.
  let kept = Map.get(groups, 0)
  let grown = Map.update(groups, 0, [], fn l -> List.append(l, -1) end)
  println("${List.length(kept)} ${List.length(Map.get(groups, 0))} ${List.length(Map.get(grown, 0))}")
end
