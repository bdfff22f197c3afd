# Lists of lists, of pairs and of groups.

## The results of `f`, one list after the other.
##
## ```mesh
## assert_eq List.flat_map([1, 2], fn n -> [n, n] end), [1, 1, 2, 2]
## ```
pub fn flat_map<T, U>(list :: List<T>, f :: Fun(T) -> List<U>) -> List<U> do
  reduce(list, [], fn done, item -> concat(done, f(item)) end)
end

## The inner lists, one after the other.
##
## ```mesh
## assert_eq List.flatten([[1], [2, 3]]), [1, 2, 3]
## ```
pub fn flatten<T>(lists :: List<List<T>>) -> List<T> do
  reduce(lists, [], fn done, item -> concat(done, item) end)
end

## Each element with its position.
##
## ```mesh
## assert_eq List.enumerate(["a", "b"]), [(0, "a"), (1, "b")]
## ```
pub fn enumerate<T>(list :: List<T>) -> List<(Int, T)> do
  enumerate_from(list, 0, list_with_room(list_length(list)))
end

fn enumerate_from<T>(list :: List<T>, index :: Int, done :: List<(Int, T)>) -> List<(Int, T)> do
  if index == list_length(list) do
    done
  else
    enumerate_from(list, index + 1, list_append(done, (index, list_at(list, index))))
  end
end

## Pairs of elements at the same position, up to the end of the shorter list.
##
## ```mesh
## assert_eq List.zip([1, 2], ["a", "b"]), [(1, "a"), (2, "b")]
## ```
pub fn zip<T, U>(left :: List<T>, right :: List<U>) -> List<(T, U)> do
  let count =
    if list_length(left) < list_length(right) do list_length(left) else list_length(right) end
  zip_from(left, right, 0, list_with_room(count))
end

fn zip_from<T, U>(
  left :: List<T>,
  right :: List<U>,
  index :: Int,
  done :: List<(T, U)>
) -> List<(T, U)> do
  if index == list_length(left) or index == list_length(right) do
    done
  else
    zip_from(
      left,
      right,
      index + 1,
      list_append(done, (list_at(left, index), list_at(right, index)))
    )
  end
end

## What `f` makes of the elements at the same position, up to the end of the shorter list.
##
## ```mesh
## assert_eq List.zip_with([1, 2], [10, 20], fn a, b -> a + b end), [11, 22]
## ```
pub fn zip_with<T, U, V>(left :: List<T>, right :: List<U>, f :: Fun(T, U) -> V) -> List<V> do
  let count =
    if list_length(left) < list_length(right) do list_length(left) else list_length(right) end
  for index in 0..count do
    f(list_at(left, index), list_at(right, index))
  end
end

## The first parts of all pairs, and the second parts.
##
## ```mesh
## assert_eq List.unzip([(1, "a"), (2, "b")]), ([1, 2], ["a", "b"])
## ```
pub fn unzip<T, U>(pairs :: List<(T, U)>) -> (List<T>, List<U>) do
  (map(pairs, fn pair -> Tuple.first(pair) end), map(pairs, fn pair -> Tuple.second(pair) end))
end

## `separator` between every two elements.
##
## ```mesh
## assert_eq List.intersperse([1, 2], 0), [1, 0, 2]
## ```
pub fn intersperse<T>(list :: List<T>, separator :: T) -> List<T> do
  reduce(list, [], fn done, item ->
    let next = if list_length(done) == 0 do done else list_append(done, separator) end
    list_append(next, item)
  end)
end

## Lists of `size` elements each, one behind the other; the last one may be shorter. Crashes when `size` is below 1.
##
## ```mesh
## assert_eq List.chunks([1, 2, 3], 2), [[1, 2], [3]]
## ```
pub fn chunks<T>(list :: List<T>, size :: Int) -> List<List<T>> do
  if size < 1 do
    panic("chunks have 1 element or more, not ${size}")
  end
  chunks_from(list, size, 0, [])
end

fn chunks_from<T>(
  list :: List<T>,
  size :: Int,
  start :: Int,
  done :: List<List<T>>
) -> List<List<T>> do
  let left = list_length(list) - start
  if left <= 0 do
    done
  else if left <= size do
    list_append(done, slice(list, start, list_length(list)))
  else
    chunks_from(list, size, start + size, list_append(done, slice(list, start, start + size)))
  end
end

## Every `size` elements that stand side by side; none when there are fewer. Crashes when `size` is below 1.
##
## ```mesh
## assert_eq List.windows([1, 2, 3], 2), [[1, 2], [2, 3]]
## ```
pub fn windows<T>(list :: List<T>, size :: Int) -> List<List<T>> do
  if size < 1 do
    panic("windows show 1 element or more, not ${size}")
  end
  if size > list_length(list) do
    []
  else
    for start in 0..list_length(list) - size + 1 do
      slice(list, start, start + size)
    end
  end
end

## Lists of elements that stand side by side and for which `key` gives the same.
##
## ```mesh
## assert_eq List.chunk_by([1, 3, 2], fn n -> n % 2 end), [[1, 3], [2]]
## ```
pub fn chunk_by<T, K>(list :: List<T>, key :: Fun(T) -> K) -> List<List<T>> where K: Eq do
  case list do
    [] -> []
    first :: _ -> chunk_by_from(list, key, key(first), 0, 1, [])
  end
end

fn chunk_by_from<T, K>(
  list :: List<T>,
  key :: Fun(T) -> K,
  now :: K,
  start :: Int,
  index :: Int,
  done :: List<List<T>>
) -> List<List<T>> where K: Eq do
  if index == list_length(list) do
    list_append(done, slice(list, start, index))
  else
    let next = key(list_at(list, index))
    if next == now do
      chunk_by_from(list, key, now, start, index + 1, done)
    else
      chunk_by_from(list, key, next, index, index + 1, list_append(done, slice(list, start, index)))
    end
  end
end

## The distinct elements, each where it comes first.
##
## ```mesh
## assert_eq List.unique([2, 1, 2]), [2, 1]
## ```
pub fn unique<T>(list :: List<T>) -> List<T> where T: Hash = Set.to_list(Set.from_list(list))

## The elements for which `key` gives something new.
##
## ```mesh
## assert_eq List.unique_by([1, 3, 2], fn n -> n % 2 end), [1, 2]
## ```
pub fn unique_by<T, K>(list :: List<T>, key :: Fun(T) -> K) -> List<T> where K: Hash do
  unique_from(list, key, 0, Set.new(), [])
end

fn unique_from<T, K>(
  list :: List<T>,
  key :: Fun(T) -> K,
  index :: Int,
  seen :: Set<K>,
  done :: List<T>
) -> List<T> where K: Hash do
  if index == list_length(list) do
    done
  else
    let item = list_at(list, index)
    let found = key(item)
    if Set.contains(seen, found) do
      unique_from(list, key, index + 1, seen, done)
    else
      unique_from(list, key, index + 1, Set.add(seen, found), list_append(done, item))
    end
  end
end

## Without elements that equal the one before them.
##
## ```mesh
## assert_eq List.dedup([1, 1, 2, 1]), [1, 2, 1]
## ```
pub fn dedup<T>(list :: List<T>) -> List<T> where T: Eq do
  reduce(list, [], fn done, item ->
    if list_length(done) > 0 and list_at(done, list_length(done) - 1) == item do
      done
    else
      list_append(done, item)
    end
  end)
end

## The elements by what `key` gives for them, in their order.
##
## ```mesh
## assert_eq List.group_by([1, 2, 3], fn n -> n % 2 end), %{1 => [1, 3], 0 => [2]}
## ```
pub fn group_by<T, K>(list :: List<T>, key :: Fun(T) -> K) -> Map<K, List<T>> where K: Hash do
  reduce(list, %{}, fn groups, item ->
    Map.update(groups, key(item), [], fn group -> list_append(group, item) end)
  end)
end

## A map from what `key` gives to the element; of equal keys the later element counts.
##
## ```mesh
## assert_eq List.index_by(["a", "bb"], fn s -> String.length(s) end), %{1 => "a", 2 => "bb"}
## ```
pub fn index_by<T, K>(list :: List<T>, key :: Fun(T) -> K) -> Map<K, T> where K: Hash do
  reduce(list, %{}, fn done, item -> Map.put(done, key(item), item) end)
end

## How often each element occurs.
##
## ```mesh
## assert_eq List.frequencies(["a", "b", "a"]), %{"a" => 2, "b" => 1}
## ```
pub fn frequencies<T>(list :: List<T>) -> Map<T, Int> where T: Hash do
  reduce(list, %{}, fn done, item -> Map.update(done, item, 0, fn n -> n + 1 end) end)
end
