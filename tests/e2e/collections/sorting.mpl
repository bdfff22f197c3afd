# Lists are sorted whatever their elements and lengths; equal elements stay as they were, and a list that others hold stays, too.
# modes: debug release
struct Card do
  suit :: Int
  rank :: Int
end deriving(Eq, Debug)

impl Ord for Card do
  fn lt(self, other :: Card) -> Bool = self.rank < other.rank
end

fn numbers(left :: Int, seed :: Int, done :: List<Int>) -> List<Int> do
  if left == 0 do
    done
  else
    let next = Int.bit_and(seed * 1103515245 + 12345, 2147483647)
    numbers(left - 1, next, List.append(done, next - 1073741824))
  end
end

fn in_order<T>(list :: List<T>, before :: Fun(T, T) -> Bool) -> Bool =
  List.all(List.zip(list, List.drop(list, 1)), fn((a, b)) -> not before(b, a) end)

fn check(count :: Int) -> Bool do
  let list = numbers(count, 42, [])
  let copy = List.map(list, fn n -> n end)
  let up = List.sorted(list)
  let down = List.sort(list, fn a, b -> b.compare(a) |> Prelude.order_number() end)
  let floats = List.sorted(List.map(list, fn n -> Int.to_float(n) / 7.0 end))
  let texts = List.sorted(List.map(list, fn n -> "${n}" end))
  let cards = List.map(List.enumerate(list), fn((i, n)) -> Card { suit: i, rank: n % 10 } end)
  let stable = List.sorted(cards)
  let by_key = List.sort_by(cards, fn card -> card.rank end)
  list == copy and
    in_order(up, fn a, b -> a < b end) and
    List.reverse(up) == down and
    List.sum(up) == List.sum(list) and
    in_order(floats, fn a, b -> a < b end) and
    in_order(texts, fn a, b -> a < b end) and
    List.length(texts) == count and
    in_order(stable, fn a, b -> a.rank < b.rank or a.rank == b.rank and a.suit < b.suit end) and
    stable == by_key
end

fn main() do
  println("${List.map([0, 1, 2, 3, 7, 100, 1023, 1024, 5000], check)}")
  let nan = 0.0 / 0.0
  println("${List.sorted([2.5, nan, -0.0, 0.0, -1.0, 1.0 / 0.0, nan, -1.0 / 0.0])}")
  println("${List.sorted([9223372036854775807, -9223372036854775807 - 1, 0, -1])} ${List.sorted(["b", "", "ab", "a", "ä"])}")
  println("${List.sorted([(2, "b"), (1, "z"), (2, "a")])} ${List.sorted([true, false, true])}")
end
