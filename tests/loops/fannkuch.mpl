# Fannkuch-redux: permutations in the order of the benchmark game, with the counts of rotations.

@in_place
@no_alloc
fn reverse(perm :: List<Int>, i :: Int, j :: Int) -> List<Int> do
  if i >= j do
    perm
  else
    let a = List.get(perm, i)
    let b = List.get(perm, j)
    reverse(List.set(List.set(perm, i, b), j, a), i + 1, j - 1)
  end
end

@in_place
@no_alloc
fn flips(perm :: List<Int>, count :: Int) -> Int do
  let first = List.get(perm, 0)
  if first == 0 do count else flips(reverse(perm, 0, first), count + 1) end
end

@in_place
@no_alloc
fn shift(perm :: List<Int>, i :: Int, r :: Int) -> List<Int> do
  if i == r do perm else shift(List.set(perm, i, List.get(perm, i + 1)), i + 1, r) end
end

@in_place
@no_alloc
fn fill(counts :: List<Int>, r :: Int) -> List<Int> do
  if r == 1 do counts else fill(List.set(counts, r - 1, r), r - 1) end
end

struct State do
  perm :: List<Int>
  counts :: List<Int>
  done :: Bool
end

fn next(perm :: List<Int>, counts :: List<Int>, r :: Int, n :: Int) -> State do
  if r == n do
    State { perm: perm, counts: counts, done: true }
  else
    let first = List.get(perm, 0)
    let rotated = List.set(shift(perm, 0, r), r, first)
    let left = List.get(counts, r) - 1
    let counts = List.set(counts, r, left)
    if left > 0 do
      State { perm: rotated, counts: fill(counts, r), done: false }
    else
      next(rotated, counts, r + 1, n)
    end
  end
end

fn run(
  perm :: List<Int>,
  counts :: List<Int>,
  n :: Int,
  nr :: Int,
  most :: Int,
  sum :: Int
) -> (Int, Int) do
  let count = flips(perm, 0)
  let most = if count > most do count else most end
  let sum = if nr % 2 == 0 do sum + count else sum - count end
  let state = next(perm, counts, 1, n)
  if state.done do
    (sum, most)
  else
    run(state.perm, state.counts, n, nr + 1, most, sum)
  end
end

fn main() do
  let n = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)
  let perm = for i in 0..n do
    i
  end
  let counts = for i in 0..n do
    i + 1
  end
  let (sum, most) = run(perm, counts, n, 0, 0, 0)
  println("${sum}")
  println("Pfannkuchen(${n}) = ${most}")
end
