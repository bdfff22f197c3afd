# What a function gives of what it was only lent is held by both.
struct Account do
  entries :: List<Int>
  count :: Int
end

@in_place
fn rotated(queue :: List<Int>, item :: Int) -> List<Int> = List.append(List.drop(queue, 1), item)
#                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081

@in_place
fn cut(items :: List<Int>) -> Int do
  let part = List.slice(items, 0, List.length(items) - 1)
  let part = List.set(part, 0, 1)
  #          ^^^^^^^^^^^^^^^^^^^^ E0081
  List.length(part) + List.length(items)
end

@in_place
fn valued(groups :: Map<String, List<Int>>) -> (List<Int>, Map<String, List<Int>>) do
  let values = Map.values(groups)
  (List.set(List.get(values, 0), 0, 1), groups)
#  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
end

@in_place
fn turned(rows :: List<List<Int>>) -> (List<List<Int>>, List<List<Int>>) do
  let others = List.reverse(rows)
  (List.update(others, 0, fn row -> List.set(row, 0, 1) end), rows)
#  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
end

@in_place
fn joined(rows :: List<List<Int>>) -> (List<List<Int>>, List<List<Int>>) do
  let others = [] ++ rows
  (List.update(others, 0, fn row -> List.set(row, 0, 1) end), rows)
#  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
end

@in_place
fn merged(groups :: Map<String, List<Int>>) -> (Map<String, List<Int>>, Map<String, List<Int>>) do
  let others = Map.merge(%{}, groups)
  (Map.update(others, "a", fn row -> List.set(row, 0, 1) end), groups)
#  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
end

@in_place
fn united(rows :: List<List<Int>>) -> (List<List<Int>>, List<List<Int>>) do
  let others = Set.to_list(Set.from_list(rows))
  (List.update(others, 0, fn row -> List.set(row, 0, 1) end), rows)
#  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
end

@in_place
fn asked(rows :: List<List<Int>>) -> (List<List<Int>>, List<List<Int>>) do
  let others = Iter.to_list(Iter.from(rows))
  (List.update(others, 0, fn row -> List.set(row, 0, 1) end), rows)
#  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
end

@in_place
fn flattened(rows :: List<List<Int>>) -> (List<List<Int>>, List<List<Int>>) do
  let others = List.flatten(List.chunks(rows, 2))
  (List.update(others, 0, fn row -> List.set(row, 0, 1) end), rows)
#  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
end

# A function that is handed in may give a part of what it is given.
@in_place
fn picked(account :: Account, pick :: Fun(Account) -> List<Int>) -> (List<Int>, Account) do
  let entries = pick(account)
  (List.set(entries, 0, 1), account)
#  ^^^^^^^^^^^^^^^^^^^^^^^ E0081
end

# Two take the same element, whatever becomes of the list.
@in_place
fn doubled(rows :: List<List<Int>>) -> (List<Int>, List<Int>) do
  let row = List.get(rows, 0)
  (List.set(row, 0, 1), row)
#  ^^^^^^^^^^^^^^^^^^^ E0081
end

@no_alloc
fn first_set(rows :: List<List<Int>>) -> Int do
  let row = List.get(rows, 0)
  let changed = List.set(row, 0, 1)
  #             ^^^^^^^^^^^^^^^^^^^ E0082
  List.length(changed) + List.length(rows)
end

# What is taken out and needed on is held by both, whichever way the other is read.
@in_place
fn earlier(rows :: List<List<Int>>) -> (List<Int>, List<List<Int>>) do
  let old = rows[0]
  (old, List.update(rows, 0, fn row -> List.append(row, 1) end))
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
end

@in_place
fn found(all :: Map<Int, List<Int>>) -> (List<Int>, Map<Int, List<Int>>) do
  let old = Map.get(all, 0)
  (old, Map.update(all, 0, [], fn row -> List.append(row, 1) end))
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
end

@in_place
fn before(account :: Account) -> (List<Int>, Account) do
  let old = entries_of(account)
  (old, %{account | entries: List.append(account.entries, 1)})
#                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
end

fn entries_of(account :: Account) -> List<Int> = account.entries

@in_place
fn inner(maybe :: Option<List<Int>>) -> (List<List<Int>>, Option<List<Int>>) do
  let held = case maybe do
    Some(items) -> [items]
    None -> []
  end
  (held, Option.map(maybe, fn items -> List.append(items, 1) end))
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
end

# What is only looked at before is not, and neither is another part of that type.
struct Pair do
  left :: List<Int>
  right :: List<Int>
  rows :: List<List<Int>>
end

@in_place
fn looked(pair :: Pair, all :: Map<Int, List<Int>>) -> (Pair, Map<Int, List<Int>>) do
  let first = pair.rows[0]
  let found = Map.get(all, 0)
  let count = List.length(first) + sum(found, 0)
  let rows = List.update(pair.rows, 0, fn row -> List.append(row, count) end)
  (%{pair | rows: rows}, Map.update(all, 0, [], fn row -> List.append(row, count) end))
end

fn sum(items :: List<Int>, start :: Int) -> Int do
  if start < 3 do sum(items, start + 1) else List.sum(items) + start end
end

@in_place
fn moved(pair :: Pair) -> (List<Int>, Pair) do
  let old = pair.left
  (old, %{pair | left: [], right: List.append(pair.right, 1)})
end

fn main() do
  let account = Account { entries: [1], count: 1 }
  println("${rotated([1], 2)} ${cut([1, 2])} ${valued(%{"a" => [1]})} ${turned([[1]])}")
  println("${joined([[1]])} ${merged(%{"a" => [1]})} ${united([[1]])} ${asked([[1]])}")
  let (entries, account) = picked(account, fn account -> account.entries end)
  println("${flattened([[1]])} ${entries} ${account.count} ${doubled([[1]])} ${first_set([[1]])}")
  println("${earlier([[1]])} ${found(%{0 => [1]})} ${inner(Some([1]))}")
  let (old, account) = before(account)
  let (pair, _) = looked(Pair { left: old, right: [], rows: [[1]] }, %{0 => [1]})
  let (left, pair) = moved(pair)
  println("${left} ${pair.right} ${account.count}")
end
