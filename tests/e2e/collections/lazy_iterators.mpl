# Iterators are lazy: only what somebody asks for is made. User types join `for` by Iterable.
struct Countdown do
  from :: Int
end

impl Iterable for Countdown do
  type Item = Int
  fn iter(self) -> Iter<Int> = down(self.from)
end

fn down(n :: Int) -> Iter<Int> =
  Iter.unfold(n, fn n -> if n < 0 do None else Some((n, n - 1)) end end)

fn naturals(from :: Int) -> Iter<Int> = Iter.iterate(from, fn n -> n + 1 end)

fn fibonacci(a :: Int, b :: Int) -> Iter<Int> =
  Iter.unfold((a, b), fn((a, b)) -> Some((a, (b, a + b))) end)

fn noisy(n :: Int) -> Int do
  println("asked for ${n}")
  n * n
end

fn main() do
  let squares = Iter.from([1, 2, 3, 4, 5])
    |> Iter.map(noisy)
    |> Iter.filter(fn n -> n % 2 == 1 end)
  println("nothing yet")
  println("${squares |> Iter.take(2) |> List.collect()}")
  println("${naturals(1) |> Iter.filter(fn n -> n % 7 == 0 end) |> Iter.skip(2) |> Iter.take(3) |> Iter.to_list()}")
  println("${fibonacci(0, 1) |> Iter.take(10) |> List.collect()} ${fibonacci(0, 1) |> Iter.find(fn n -> n > 1000 end)}")
  println("${naturals(0) |> Iter.take(100000) |> Iter.sum()} ${naturals(0) |> Iter.take(5) |> Iter.count()}")
  println("${Iter.zip(naturals(1), Iter.from(["a", "b"])) |> List.collect()} ${Iter.from(["x", "y"]) |> Iter.enumerate() |> Map.collect()}")
  println("${naturals(1) |> Iter.any(fn n -> n > 50 end)} ${naturals(1) |> Iter.all(fn n -> n < 50 end)}")
  println("${Iter.from(["a", "b"]) |> Iter.reduce("", fn acc, s -> acc <> s end)} ${Iter.from([3, 3, 4]) |> Set.collect()}")
  let seen = for n in Countdown { from: 3 } do
    n * 10
  end
  println("${seen}")
  let lazily = for n in naturals(5) do
    if n > 8 do break end
    n
  end
  println("${lazily}")
  case Iter.next(Iter.from([1])) do
    Some((item, rest)) -> println("${item} ${List.length(List.collect(rest))}")
    None -> println("empty")
  end
end
