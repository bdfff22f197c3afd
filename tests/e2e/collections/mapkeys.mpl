# Maps and sets as keys are found by what they hold, whatever the order; n keys take time in proportion to n.
fn fill(left :: Int, done :: Map<Map<Int, Int>, Int>) -> Map<Map<Int, Int>, Int> do
  if left == 0 do done else fill(left - 1, Map.put(done, %{1 => left, 2 => 0}, left)) end
end

fn sets(left :: Int, done :: Map<Set<Int>, Int>) -> Map<Set<Int>, Int> do
  if left == 0 do done else sets(left - 1, Map.put(done, Set.from_list([left, 0 - left]), left)) end
end

fn main() do
  let n = 200000
  let maps = fill(n, %{})
  println("${Map.size(maps)} ${Map.fetch(maps, %{2 => 0, 1 => 7})} ${Map.fetch(maps, %{1 => 7})} ${Map.fetch(maps, %{1 => 0, 2 => 7})}")
  println("${Map.size(fill(n, maps))}")
  let all = sets(n, %{})
  println("${Map.size(all)} ${Map.fetch(all, Set.from_list([-9, 9]))} ${Map.has_key(all, Set.from_list([9]))}")
  # Built in another way, with removed entries between.
  let other = Map.delete(%{"x" => [1.5], "y" => [0.0], "z" => []}, "x")
  let keyed = %{other => "found"}
  println("${Map.fetch(keyed, %{"z" => [], "y" => [-0.0]})} ${Map.fetch(keyed, %{"y" => []})}")
  # Values of one key may be those of another.
  let crossed = %{%{1 => 2, 2 => 1} => "crossed"}
  println("${Map.fetch(crossed, %{1 => 1, 2 => 2})} ${Map.fetch(crossed, %{2 => 1, 1 => 2})}")
  # Keys of keys: the hash alone does not decide.
  let nested = %{%{%{1 => 1} => 1, %{1 => 2} => 2} => "nested"}
  println("${Map.fetch(nested, %{%{1 => 2} => 2, %{1 => 1} => 1})} ${Map.fetch(nested, %{%{1 => 2} => 1, %{1 => 1} => 2})}")
end
