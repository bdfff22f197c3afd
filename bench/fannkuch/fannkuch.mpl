# Flipped pancakes: for every order of the numbers below n, how often the first so many have to be reversed until 0 is first.
# args: 6
# modes: debug release

@in_place
@no_alloc
fn swap(list :: List<Int>, i :: Int, j :: Int) -> List<Int> do
  let first = list[i]
  List.set(List.set(list, i, list[j]), j, first)
end

# The elements from i to j in reverse order.
@in_place
@no_alloc
fn reversed(list :: List<Int>, i :: Int, j :: Int) -> List<Int> =
  if i < j do reversed(swap(list, i, j), i + 1, j - 1) else list end

@in_place
@no_alloc
fn flips(list :: List<Int>, count :: Int) -> Int do
  let first = list[0]
  if first == 0 do count else flips(reversed(list, 0, first), count + 1) end
end

# The first r elements move down by one; the first of all comes behind them.
@in_place
@no_alloc
fn rotated(list :: List<Int>, first :: Int, i :: Int, r :: Int) -> List<Int> do
  if i == r do
    List.set(list, r, first)
  else
    rotated(List.set(list, i, list[i + 1]), first, i + 1, r)
  end
end

@in_place
@no_alloc
fn filled(counts :: List<Int>, r :: Int) -> List<Int> =
  if r == 1 do counts else filled(List.set(counts, r - 1, r), r - 1) end

# The next order, if there is one, with how often each place will still be rotated.
@in_place
@no_alloc
fn next(list :: List<Int>, counts :: List<Int>, r :: Int) -> Option<(List<Int>, List<Int>)> do
  if r == List.length(list) do
    None
  else
    let turned = rotated(list, list[0], 0, r)
    let left = counts[r] - 1
    let counted = List.set(counts, r, left)
    if left > 0 do Some((turned, filled(counted, r))) else next(turned, counted, r + 1) end
  end
end

fn run(
  list :: List<Int>,
  counts :: List<Int>,
  number :: Int,
  sum :: Int,
  most :: Int
) -> (Int, Int) do
  let count = flips(list, 0)
  let new_sum = if number % 2 == 0 do sum + count else sum - count end
  let new_most = Math.max(most, count)
  case next(list, counts, 1) do
    Some((new_list, new_counts)) -> run(new_list, new_counts, number + 1, new_sum, new_most)
    None -> (new_sum, new_most)
  end
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let n = size()
  let (sum, most) = run(Range.to_list(0..n), filled(List.repeat(0, n), n), 0, 0, 0)
  println("${sum}")
  println("Pfannkuchen(${n}) = ${most}")
end
