# In place: copied at each step, this would take minutes.
# args: 400000
fn main() do
  let n = Option.unwrap_or(String.to_int(List.head(Env.args())), 10)
  let groups = List.reduce(Range.to_list(0..n), %{}, fn m, i ->
    Map.update(m, i % 3, [], fn l -> List.append(l, i) end)
  end)
  println("${List.length(Map.get(groups, 0))}")
end
