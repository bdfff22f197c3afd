# The whole List module, at its edges.
fn main() do
  let xs = [4, 8, 15, 16, 23, 42]
  let none :: List<Int> = List.new()
  println("${List.length(none)} ${List.is_empty(none)} ${List.is_empty(xs)}")
  println("${List.at(xs, 5)} ${List.at(xs, 6)} ${List.at(xs, -1)} ${List.first(none)} ${List.final(none)} ${List.final(xs)}")
  println("${List.get(xs, 0)} ${List.nth(xs, 3)} ${List.head(xs)} ${List.last(xs)} ${List.tail([1])}")
  println("${List.append(none, 1)} ${List.prepend(xs, 0)} ${List.concat(none, none)} ${List.concat([1], [2, 3])}")
  println("${List.slice(xs, 1, 3)} ${List.slice(xs, -5, 99)} ${List.slice(xs, 4, 2)} ${List.take(xs, 2)} ${List.take(xs, 0)} ${List.take(xs, -3)} ${List.take(xs, 9)}")
  println("${List.drop(xs, 4)} ${List.drop(xs, 0)} ${List.drop(xs, -1)} ${List.drop(xs, 9)} ${List.set(xs, 2, 0)}")
  println("${List.reverse(xs)} ${List.reverse(none)} ${List.contains(xs, 15)} ${List.contains(none, 15)}")
  println("${List.map(xs, fn x -> x % 5 end)} ${List.filter(xs, fn x -> x % 2 == 1 end)} ${List.reduce(xs, "", fn acc, x -> "${acc}${x}," end)}")
  println("${List.find(xs, fn x -> x > 15 end)} ${List.find(none, fn _ -> true end)}")
  println("${List.any(none, fn _ -> true end)} ${List.all(none, fn _ -> false end)} ${List.any(xs, fn x -> x == 42 end)} ${List.all(xs, fn x -> x > 4 end)}")
  println("${List.flat_map([1, 2, 3], fn n -> Range.to_list(0..n) end)} ${List.flatten([[1], [], [2, 3]])}")
  println("${List.enumerate(["a", "b"])} ${List.zip([1, 2, 3], ["a", "b"])} ${List.zip(none, xs)}")
  println("${List.sort([3, 1, 2], fn a, b -> b - a end)} ${List.sorted(["b", "a", "c"])} ${List.sort(none, fn a, b -> a - b end)}")
  # sorting is stable: equal keys keep their order
  let people = [("ann", 30), ("bob", 25), ("cid", 30), ("dan", 25), ("eve", 30)]
  println("${List.sort(people, fn (_, a), (_, b) -> a - b end)}")
  println("${map([1, 2], fn x -> x + 1 end)} ${filter([1, 2], fn x -> x > 1 end)} ${reduce([1, 2], 0, fn a, b -> a + b end)} ${head([7, 8])} ${tail([7, 8])}")
  let shouted = for word in ["a", "b"] do
    word.to_upper()
  end
  println("${shouted} ${xs[1]} ${xs.length()} ${xs.map(fn x -> x / 4 end).filter(fn x -> x > 2 end)}")
  println("${List.collect(Iter.from(xs) |> Iter.skip(4))} ${[1] ++ [2] <> [3]}")
  List.each([1, 2], fn x -> println("each ${x}") end)
  println("${List.filter_map(xs, fn x -> if x > 15 do Some("${x}") else None end end)} ${List.try_each(["a"], fn _ -> Err("stop") end)}")
end
