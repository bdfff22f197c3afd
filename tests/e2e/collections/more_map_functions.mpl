# Folding, changing and taking apart maps and sets; defaults that are made only when they are needed.
fn loud(text :: String) -> String do
  println("made ${text}")
  text
end

fn main() do
  let ages = %{"Ana" => 31, "Bob" => 25, "Cyd" => 40}
  println("${Map.reduce(ages, 0, fn sum, _, age -> sum + age end)} ${Map.reduce(ages, "", fn text, name, age -> text <> name <> "${age}" end)}")
  println("${Map.map_entries(ages, fn name, age -> (age, name) end)} ${Map.map_entries(ages, fn _, age -> (age > 30, age) end)}")
  println("${Map.map(ages, fn name, age -> "${name}:${age}" end)} ${Map.transform(ages, fn age -> age + 1 end)}")
  println("${Map.filter(ages, fn _, age -> age > 30 end)} ${Map.reject(ages, fn _, age -> age > 30 end)} ${Map.partition(ages, fn name, _ -> name < "B" end)}")
  println("${Map.filter_map(ages, fn name, age -> if age > 30 do Some(name) else None end end)}")
  println("${Map.update(ages, "Bob", 0, fn n -> n + 1 end)} ${Map.update(ages, "Dan", 1, fn n -> n * 7 end)}")
  println("${Map.update(ages, "Bob", fn n -> n + 1 end)} ${Map.update(ages, "Dan", fn n -> n * 7 end)}")
  println("${Map.change(ages, "Bob", fn _ -> None end)} ${Map.change(ages, "Dan", fn old -> Some(Option.unwrap_or(old, 3)) end)} ${Map.change(ages, "Dan", fn _ -> None end)}")
  println("${Map.put_new(ages, "Bob", 1)} ${Map.put_new(ages, "Dan", 1)}")
  println("${Map.pop(ages, "Ana")} ${Map.pop(ages, "Dan")}")
  println("${Map.find(ages, fn _, age -> age > 30 end)} ${Map.any(ages, fn _, age -> age > 40 end)} ${Map.all(ages, fn _, age -> age > 20 end)} ${Map.count(ages, fn _, age -> age > 30 end)}")
  println("${Map.merge_with(ages, %{"Bob" => 5, "Eve" => 9}, fn a, b -> a * 100 + b end)}")
  println("${Map.take(ages, ["Cyd", "Zoe", "Ana"])} ${Map.drop(ages, ["Cyd", "Zoe"])}")
  Map.each(ages, fn name, age -> println("${name} ${age}") end)
  println("${ages}")
  # Values of several words, and a map that others hold.
  let pairs = %{1 => ("a", [1]), 2 => ("b", [2])}
  println("${Map.update(pairs, 1, fn((text, list)) -> (text <> "!", List.append(list, 9)) end)} ${pairs}")
  println("${Map.pop(Map.delete(pairs, 1), 2)} ${Map.change(pairs, 2, fn old -> old end)}")
  # Defaults that are made only when they are needed.
  let texts = %{"a" => "one"}
  println("${Map.get_or_else(texts, "a", fn -> loud("two") end)} ${Map.get_or_else(texts, "b", fn -> loud("two") end)}")
  let (first, texts) = Map.get_or_insert(texts, "b", fn -> loud("three") end)
  let (second, texts) = Map.get_or_insert(texts, "b", fn -> loud("four") end)
  println("${first} ${second} ${texts}")
  let none :: Option<String> = None
  println("${Option.unwrap_or_else(Some("x"), fn -> loud("y") end)} ${Option.unwrap_or_else(none, fn -> loud("y") end)}")
  println("${Option.or_else(Some("x"), fn -> Some(loud("y")) end)} ${Option.or_else(none, fn -> Some(loud("y")) end)} ${Option.or(none, Some("z"))}")
  println("${Option.ok_or_else(Some("x"), fn -> loud("e") end)} ${Option.ok_or_else(none, fn -> loud("e") end)}")
  let good :: Result<Int, String> = Ok(1)
  let bad :: Result<Int, String> = Err("bad")
  println("${Result.unwrap_or_else(good, fn e -> String.length(loud(e)) end)} ${Result.unwrap_or_else(bad, fn e -> String.length(loud(e)) end)}")
  let other :: Result<Int, Int> = Result.or_else(bad, fn e -> Err(String.length(e)) end)
  println("${Result.or_else(good, fn e -> Err(loud(e)) end)} ${other} ${Result.or_else(bad, fn _ -> Ok(2) end) |> Result.unwrap_or(0)}")
  println("${Option.map_or(Some(2), 0, fn n -> n * 2 end)} ${Result.map_or(bad, 7, fn n -> n * 2 end)} ${Option.zip(Some(1), Some("a"))} ${Option.zip(Some(1), none)} ${Option.flatten(Some(Some(1)))}")
  println("${Option.values([Some(1), None, Some(3)])} ${Option.all([Some(1), Some(2)])} ${Option.all([Some(1), None])} ${Option.to_list(Some(1))}")
  println("${Result.all([Ok(1), good])} ${Result.all([Ok(1), bad, Err("worse")])} ${Result.values([bad, good])} ${Result.partition([bad, good])} ${Result.err(bad)} ${Result.unwrap_err(bad)}")
  println("${Option.expect(Some(1), "needed")} ${Result.expect(good, "needed")} ${Result.flatten(Ok(good))}")
  Option.each(Some(5), fn n -> println("each ${n}") end)
  # Sets
  let odd = Set.from_list([1, 3, 5])
  println("${Set.map(odd, fn n -> n / 2 end)} ${Set.filter(odd, fn n -> n > 1 end)} ${Set.partition(odd, fn n -> n > 1 end)} ${Set.reduce(odd, 0, fn sum, n -> sum + n end)}")
  println("${Set.any(odd, Int.is_even)} ${Set.all(odd, Int.is_odd)} ${Set.is_subset(Set.from_list([3]), odd)} ${Set.is_subset(odd, Set.from_list([3]))} ${Set.is_disjoint(odd, Set.from_list([2]))} ${Set.symmetric_difference(odd, Set.from_list([1, 2]))} ${Set.is_empty(odd)}")
  for broken in [
    fn -> Option.expect(None, "a port is needed") end,
    fn -> Result.expect(bad, "a port is needed") end
  ] do
    Process.spawn_monitor(fn -> println("${broken()}") end)
    receive do
      (:down, _, reason) -> println("${reason}")
    end
  end
end
