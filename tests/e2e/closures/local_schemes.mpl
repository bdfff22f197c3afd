# Local functions and values at several types: with bounds that were found, with what surrounds them, recursive, in each
# other, in closures, in loops, as the value of a block, with mailboxes.
struct Money do
  cents :: Int
end deriving(Eq, Debug)

impl Add for Money do
  type Output = Money
  fn add(self, other :: Money) -> Money = Money { cents: self.cents + other.cents }
end

fn outer(tag, seed) do
  let with_tag = fn x -> (tag, x, seed) end
  let (a, b, _) = with_tag(1)
  let (_, c, d) = with_tag("s")
  (a, b, c, d)
end

fn sums<T>(one :: T) -> (T, Int, Float) where T: Add do
  let twice = fn x -> x + x end
  let _ = one
  (one, twice(4), twice(1.5))
end

fn main() do
  let sum = fn a, b -> a + b end
  println("${sum(1, 2)} ${sum(1.5, 2.0)} ${inspect(sum(Money { cents: 5 }, Money { cents: 7 }))}")
  fn length(items, found) do
    case items do
      [] -> found
      _ :: rest -> length(rest, found + 1)
    end
  end
  println("${length([1, 2], 0)} ${length(["a"], 0)} ${length([[true]], 0)}")
  fn same<T>(a :: T, b :: T) -> Bool where T: Eq do
    a == b
  end
  println("${same(1, 1)} ${same("a", "b")}")
  fn pair(x) do
    fn twice(y) do
      (y, y)
    end
    (twice(x), twice(1), twice("t"))
  end
  println("${inspect(pair(true))} ${inspect(pair([1]))}")
  let empty = []
  println("${inspect([1] ++ empty)} ${inspect(["a"] ++ empty)}")
  let nothing = None
  println("${inspect([nothing, Some(1)])} ${inspect([nothing, Some("x")])}")
  let show = fn x -> "<${x}>" end
  let shown = for n in 0..2 do
    show(n) <> show("${n}")
  end
  println(String.join(shown, ","))
  let id = if length([1], 0) == 1 do
    let f = fn x -> x end
  else
    fn x -> x end
  end
  println("${id(3)}")
  println("${inspect(outer("t", 1))} ${inspect(outer(2, length([1], 0)))}")
  println("${inspect(sums(Money { cents: 1 }))}")
  let apply = fn f, x -> f(x) end
  println("${apply(fn n -> n + 1 end, 1)} ${apply(fn s -> s <> "!" end, "a")}")
  let pick = fn 0, x, _ -> x | _, _, y -> y end
  println("${pick(0, "x", "y")} ${pick(1, 1, 2)}")
  let ask = fn f -> f() end
  send(self(), 41)
  let got = ask(fn ->
    receive do
      n -> n + 1
    end
  end)
  println("${got} ${ask(fn -> "plain" end)}")
end
