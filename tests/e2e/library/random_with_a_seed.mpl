# Numbers that a seed decides: the same in every run, on every machine.
fn many(random :: Random, left :: Int, counts :: Map<Int, Int>) -> (Map<Int, Int>, Random) do
  if left == 0 do
    (counts, random)
  else
    let (n, next) = Random.int(random, -3, 3)
    many(next, left - 1, Map.update(counts, n, 0, fn c -> c + 1 end))
  end
end

fn crash(f :: Fun() -> String) -> () do
  Process.spawn_monitor(fn -> println(f()) end)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
end

fn main() do
  let random = Random.seed(42)
  let (a, next) = Random.int(random, 0, 1000)
  let (b, next) = Random.int(next, 0, 1000)
  let (c, next) = Random.float(next)
  let (d, next) = Random.bool(next)
  let (e, next) = Random.bytes(next, 5)
  let (f, next) = Random.int(next, Int.min_value(), Int.max_value())
  let (g, next) = Random.choice(next, ["x", "y", "z"])
  println("${a} ${b} ${Float.to_fixed(c, 6)} ${d} ${e.inspect()} ${f} ${g}")
  println("${Random.int(random, 0, 1000) == Random.int(Random.seed(42), 0, 1000)} ${Random.seed(42) == Random.seed(43)} ${random.inspect()}")
  println("${Random.shuffle(next, [1, 2, 3, 4, 5, 6, 7, 8]) |> Tuple.first()} ${Random.sample(next, [1, 2, 3, 4, 5], 2) |> Tuple.first()} ${Random.sample(next, [1, 2], 9) |> Tuple.first()} ${Random.sample(next, [1, 2], -1) |> Tuple.first()}")
  let (counts, _) = many(random, 60000, %{})
  println("${List.sorted(Map.keys(counts))} ${Map.all(counts, fn _, n -> n > 9500 and n < 10500 end)}")
  # A long list is mixed in place.
  let (mixed, _) = Random.shuffle(random, Range.to_list(0..100000))
  println("${List.sum(mixed)} ${mixed == Range.to_list(0..100000)} ${List.sorted(mixed) == Range.to_list(0..100000)}")
  let (one, two) = Random.split(random)
  println("${one == two} ${Tuple.first(Random.int(one, 0, 1000000)) == Tuple.first(Random.int(two, 0, 1000000))}")
  # Without a seed
  println("${Random.new() == Random.new()} ${List.sorted(Random.shuffle([3, 1, 2]))} ${List.length(Random.sample([1, 2, 3], 2))} ${Random.int(5, 6)} ${Random.float() < 1.0} ${Random.choice([7])} ${List.contains([true, false], Random.bool())}")
  let none :: List<Int> = []
  println("${Random.choice(none)} ${Random.shuffle(none)} ${Random.bytes(random, 0) |> Tuple.first() |> Bytes.length()}")
  crash(fn -> "${Random.int(random, 5, 5)}" end)
  crash(fn -> "${Random.bytes(random, 1000000000000) |> Tuple.first() |> Bytes.length()}" end)
  crash(fn -> "${Random.bytes(random, -1) |> Tuple.first() |> Bytes.length()}" end)
end
