# Tuples of any size are compared, ordered, hashed and shown when their parts are.
fn main() do
  let seven = (1, 2.5, "three", true, :five, Some(6), [7])
  println("${seven}")
  println("${seven.inspect()}")
  println("${seven == (1, 2.5, "three", true, :five, Some(6), [7])}")
  println("${seven == (1, 2.5, "three", true, :five, Some(6), [8])}")
  let first = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
  let second = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 0)
  println("${first < second} ${second < first} ${compare(first, second)} ${first < first}")
  let seen = %{first => "first", second => "second"}
  println(Map.get(seen, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 0)))
  println("${Set.size(Set.from_list([first, second, first]))}")
  println("${first.hash() == second.hash()} ${List.sorted([second, first]) == [first, second]}")
end
