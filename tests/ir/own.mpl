# A list that comes out of a change is known to be held by nobody else: the next change does not ask. A loop goes on in a version
# of its function that knows.
fn reversed(items :: List<Int>, i :: Int, j :: Int) -> List<Int> do
  if i >= j do
    items
  else
    let first = List.get(items, i)
    let second = List.get(items, j)
    reversed(List.set(List.set(items, i, second), j, first), i + 1, j - 1)
  end
end

# Holds the list itself: it has to ask each time.
fn all_of(items :: List<Int>, i :: Int, done :: List<List<Int>>) -> List<List<Int>> do
  if i == List.length(items) do
    done
  else
    let next = List.set(items, i, 0)
    all_of(next, i + 1, List.append(done, next))
  end
end

# A slice holds what it shows.
fn beside(count :: Int) -> Int do
  let items = for i in 0..count do
    i
  end
  let part = List.slice(items, 0, 2)
  let changed = List.set(items, 0, 7)
  List.get(part, 0) + List.get(changed, 0)
end

fn main() do
  println("${reversed([1, 2, 3], 0, 2)} ${all_of([1, 2], 0, [])} ${beside(3)}")
end
