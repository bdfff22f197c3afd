# What servers reach for beyond map, filter and reduce.
struct Item do
  name :: String
  price :: Int
end

fn show<T>(what :: T) -> () where T: Display = println("${what}")

fn main() do
  let list = [3, 1, 4, 1, 5, 9, 2, 6]
  let empty :: List<Int> = []
  println("${List.update(list, 2, fn n -> n * 10 end)} ${List.update(["a"], 0, fn t -> t <> "b" end)}")
  println("${List.update([(1, "x"), (2, "y")], 1, fn((n, t)) -> (n + 1, t <> t) end)}")
  println("${List.insert(list, 0, 0)} ${List.insert(list, 8, 0)} ${List.insert(empty, 0, 7)} ${List.remove_at(list, 7)}")
  println("${List.unique(list)} ${List.unique_by(list, fn n -> n % 3 end)} ${List.unique(empty)} ${List.dedup([1, 1, 2, 1, 1])}")
  println("${List.group_by(list, fn n -> if Int.is_even(n) do :even else :odd end end)} ${List.group_by(empty, fn n -> n end)}")
  println("${List.index_by(list, fn n -> n % 2 end)} ${List.frequencies(list)}")
  println("${List.chunks(list, 3)} ${List.chunks(list, 8)} ${List.chunks(list, 100)} ${List.chunks(empty, 2)} ${List.chunks(list, Int.max_value())}")
  println("${List.windows([1, 2, 3, 4], 2)} ${List.windows([1], 2)} ${List.windows([1, 2], 2)}")
  println("${List.chunk_by([1, 3, 2, 4, 5], Int.is_even)} ${List.chunk_by(empty, Int.is_even)}")
  println("${List.partition(list, Int.is_even)} ${List.reject(list, Int.is_even)} ${List.count(list, Int.is_even)}")
  println("${List.split_at(list, 3)} ${List.split_at(list, -1)} ${List.split_at(list, 99)}")
  println("${List.take_while(list, fn n -> n < 5 end)} ${List.drop_while(list, fn n -> n < 5 end)} ${List.split_while(list, fn n -> n > 0 end)}")
  println("${List.take_last(list, 2)} ${List.drop_last(list, 6)} ${List.take_last(list, 99)} ${List.drop_last(list, 99)} ${List.take_last(list, -1)}")
  println("${List.sum(list)} ${List.sum([0.5, 0.25])} ${List.sum(empty)} ${List.product(list)} ${List.product([1.5, 2.0])} ${List.product(empty)}")
  println("${List.min(list)} ${List.max(list)} ${List.min(empty)} ${List.max(["b", "c", "a"])}")
  let items = [
    Item { name: "tea", price: 3 },
    Item { name: "cake", price: 5 },
    Item { name: "pie", price: 5 }
  ]
  println("${Option.map(List.max_by(items, fn i -> i.price end), fn i -> i.name end)} ${Option.map(List.min_by(items, fn i -> i.name end), fn i -> i.name end)}")
  println("${List.map(List.sort_by(items, fn i -> (0 - i.price, i.name) end), fn i -> i.name end)}")
  println("${List.intersperse(list, 0)} ${List.intersperse(["x"], ",")} ${List.intersperse(empty, 0)}")
  println("${List.zip_with([1, 2, 3], [10, 20], fn a, b -> a + b end)} ${List.unzip([(1, "a"), (2, "b")])}")
  println("${List.scan([1, 2, 3], 0, fn sum, n -> sum + n end)} ${List.reduce_right(["a", "b", "c"], "", fn text, c -> text <> c end)}")
  println("${List.find_index(list, fn n -> n > 4 end)} ${List.index_of(list, 9)} ${List.index_of(list, 7)}")
  println("${List.find_map(["x", "12", "13"], String.to_int)} ${List.find_map(empty, fn n -> Some(n) end)}")
  println("${List.repeat("ab", 3)} ${List.repeat(1, 0)} ${List.repeat(1, -5)}")
  let halve = fn n -> if Int.is_even(n) do Ok(n / 2) else Err("${n} is odd") end end
  println("${List.try_map([2, 4], halve)} ${List.try_map([2, 3, 5], halve)}")
  println("${List.try_reduce([2, 4], 0, fn sum, n -> Result.map(halve(n), fn h -> sum + h end) end)} ${List.try_reduce([2, 3], 0, fn sum, n -> Result.map(halve(n), fn h -> sum + h end) end)}")
  println("${Range.reduce(1..5, 1, fn n, i -> n * i end)} ${Range.reduce(5..1, 7, fn n, i -> n * i end)} ${Range.sum(0..101)}")
  println("${Range.try_reduce(0..10, 0, fn sum, n -> if n > 3 do Err(sum) else Ok(sum + n) end end)} ${Range.try_reduce(0..3, 0, fn sum, n -> if n > 3 do Err(sum) else Ok(sum + n) end end)}")
  println("${Range.find(1..100, fn n -> n * n > 50 end)} ${Range.any(1..3, Int.is_even)} ${Range.all(1..3, Int.is_even)} ${Range.contains(1..3, 3)} ${Range.is_empty(3..3)}")
  println("${Range.step_by(0..10, 4)} ${Range.step_by(9223372036854775800..9223372036854775807, 5)} ${Range.step_by(4..4, 1)}")
  Range.each(0..2, fn n -> println("${n}") end)
  println("${Iter.iterate(1, fn n -> n * 2 end) |> Iter.take_while(fn n -> n < 100 end) |> Iter.to_list()}")
  println("${Iter.unfold(5, fn n -> if n == 0 do None else Some((n * n, n - 1)) end end) |> Iter.to_list()}")
  println("${Iter.from_range(0..7) |> Iter.chunks(3) |> Iter.to_list()} ${Iter.from_range(0..4) |> Iter.flat_map(fn n -> List.repeat(n, n) end) |> Iter.to_list()}")
  println("${Iter.chain(Iter.from([1]), Iter.from([2, 3])) |> Iter.skip_while(fn n -> n < 2 end) |> Iter.scan(10, fn a, n -> a + n end) |> Iter.to_list()}")
  println("${Iter.repeat("x") |> Iter.take(3) |> Iter.to_list()} ${Iter.first(Iter.from([4, 5]))} ${Iter.last(Iter.from([4, 5]))} ${Iter.last(Iter.from(empty))}")
  for bad in [
    fn -> List.update(list, 8, fn n -> n end) end,
    fn -> List.insert(list, 9, 1) end,
    fn -> List.remove_at(list, -1) end,
    fn -> List.flatten(List.chunks(list, 0)) end,
    fn -> List.flatten(List.windows(list, -3)) end,
    fn -> Range.step_by(0..3, 0) end,
    fn -> List.update(list, 0, fn _ -> panic("in the middle of an update") end) end
  ] do
    Process.spawn_monitor(fn -> show(bad()) end)
    receive do
      (:down, _, reason) -> println("${reason}")
    end
  end
end
