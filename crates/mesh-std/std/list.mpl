##! Immutable sequences, contiguous in memory. Adding at the end of a list that nobody else holds happens in place.

## The empty list.
##
## ```mesh
## let empty :: List<Int> = List.new()
## assert_eq empty, []
## ```
pub fn new<T>() -> List<T> = []

## The number of elements.
##
## ```mesh
## assert_eq List.length([1, 2]), 2
## ```
pub fn length<T>(list :: List<T>) -> Int = list_length(list)

## Whether there are no elements.
##
## ```mesh
## assert List.is_empty([])
## ```
pub fn is_empty<T>(list :: List<T>) -> Bool = list_length(list) == 0

## The element at a position, from 0. Crashes when there is none.
##
## ```mesh
## assert_eq List.get(["a", "b"], 1), "b"
## ```
pub fn get<T>(list :: List<T>, index :: Int) -> T do
  if index < 0 or index >= list_length(list) do
    outside(index, list_length(list))
  else
    list_at(list, index)
  end
end

@extern("mesh_list_outside")
@pure
fn outside<T>(index :: Int, length :: Int) -> T

## The element at a position, from 0. Crashes when there is none.
##
## ```mesh
## assert_eq List.nth(["a", "b"], 0), "a"
## ```
pub fn nth<T>(list :: List<T>, index :: Int) -> T = get(list, index)

## The element at a position, if there is one.
##
## ```mesh
## assert_eq List.at(["a"], 1), None
## ```
pub fn at<T>(list :: List<T>, index :: Int) -> Option<T> do
  if index < 0 or index >= list_length(list) do
    None
  else
    Some(list_at(list, index))
  end
end

## The first element. Crashes on an empty list.
##
## ```mesh
## assert_eq List.head([1, 2]), 1
## ```
pub fn head<T>(list :: List<T>) -> T = Prelude.head(list)

## The first element, if there is one.
##
## ```mesh
## assert_eq List.first([1, 2]), Some(1)
## ```
pub fn first<T>(list :: List<T>) -> Option<T> = at(list, 0)

## All elements but the first. Crashes on an empty list.
##
## ```mesh
## assert_eq List.tail([1, 2]), [2]
## ```
pub fn tail<T>(list :: List<T>) -> List<T> = Prelude.tail(list)

## The last element. Crashes on an empty list.
##
## ```mesh
## assert_eq List.last([1, 2]), 2
## ```
pub fn last<T>(list :: List<T>) -> T do
  if is_empty(list) do panic("last of an empty list") else list_at(list, list_length(list) - 1) end
end

## The last element, if there is one.
##
## ```mesh
## assert_eq List.final([1, 2]), Some(2)
## ```
pub fn final<T>(list :: List<T>) -> Option<T> = at(list, list_length(list) - 1)

## One more element at the end.
##
## ```mesh
## assert_eq List.append([1], 2), [1, 2]
## ```
pub fn append<T>(list :: List<T>, value :: T) -> List<T> = list_append(list, value)

## One more element at the front.
##
## ```mesh
## assert_eq List.prepend([1], 2), [2, 1]
## ```
pub fn prepend<T>(list :: List<T>, value :: T) -> List<T> = concat([value], list)

## The elements of both, one list after the other.
##
## ```mesh
## assert_eq List.concat([1], [2]), [1, 2]
## ```
@extern("mesh_list_concat")
@pure
@owned(left)
pub fn concat<T>(left :: List<T>, right :: List<T>) -> List<T>

## The elements from `start` up to, but without, `stop`; both are brought into the range of the list.
##
## ```mesh
## assert_eq List.slice([1, 2, 3], 1, 3), [2, 3]
## ```
@extern("mesh_list_slice")
@pure
@shared(list)
pub fn slice<T>(list :: List<T>, start :: Int, stop :: Int) -> List<T>

## The list with another element at a position. Crashes when there is no such position.
##
## ```mesh
## assert_eq List.set([1, 2], 0, 9), [9, 2]
## ```
pub fn set<T>(list :: List<T>, index :: Int, value :: T) -> List<T> do
  if index < 0 or index >= list_length(list) do
    outside(index, list_length(list))
  else
    let own_list = own(list)
    let _ = lift(own_list, index)
    fill(own_list, index, value)
  end
end

# The same elements in a list that nobody else holds.
@extern("%list_own")
fn own<T>(list :: List<T>) -> List<T>

# Moves an element out of a list that `own` gave; the next thing that happens to the list is `fill` at this place.
@extern("%list_lift")
fn lift<T>(list :: List<T>, index :: Int) -> T

# Puts an element where `lift` took one.
@extern("%list_fill")
fn fill<T>(list :: List<T>, index :: Int, value :: T) -> List<T>

## The list with what `f` makes of the element at a position. Crashes when there is no such position. While `f` runs the
## list does not hold the element, so `f` can change it in place.
##
## ```mesh
## assert_eq List.update([1, 2], 0, fn n -> n * 10 end), [10, 2]
## ```
pub fn update<T>(list :: List<T>, index :: Int, f :: Fun(T) -> T) -> List<T> do
  if index < 0 or index >= list_length(list) do
    outside(index, list_length(list))
  else
    let own_list = own(list)
    let changed = f(lift(own_list, index))
    fill(own_list, index, changed)
  end
end

## With one more element before the one at a position; the position behind the last one is allowed. Crashes outside.
##
## ```mesh
## assert_eq List.insert([1, 3], 1, 2), [1, 2, 3]
## ```
pub fn insert<T>(list :: List<T>, index :: Int, value :: T) -> List<T> do
  if index < 0 or index > list_length(list) do
    outside(index, list_length(list))
  else
    concat(list_append(take(list, index), value), drop(list, index))
  end
end

## Without the element at a position. Crashes when there is no such position.
##
## ```mesh
## assert_eq List.remove_at([1, 2, 3], 1), [1, 3]
## ```
pub fn remove_at<T>(list :: List<T>, index :: Int) -> List<T> do
  if index < 0 or index >= list_length(list) do
    outside(index, list_length(list))
  else
    concat(take(list, index), drop(list, index + 1))
  end
end

## The same value so many times.
##
## ```mesh
## assert_eq List.repeat("a", 3), ["a", "a", "a"]
## ```
pub fn repeat<T>(value :: T, times :: Int) -> List<T> = repeated(reserved(times), value, times)

fn repeated<T>(done :: List<T>, value :: T, times :: Int) -> List<T> do
  if times <= 0 do done else repeated(list_append(done, value), value, times - 1) end
end

# An empty one with room for so many.
@extern("mesh_list_reserved")
@pure
fn reserved<T>(count :: Int) -> List<T>

## The first `count` elements, or all.
##
## ```mesh
## assert_eq List.take([1, 2, 3], 2), [1, 2]
## ```
pub fn take<T>(list :: List<T>, count :: Int) -> List<T> = slice(list, 0, count)

## Without the first `count` elements.
##
## ```mesh
## assert_eq List.drop([1, 2, 3], 2), [3]
## ```
pub fn drop<T>(list :: List<T>, count :: Int) -> List<T> =
  slice(list, if count < 0 do 0 else count end, list_length(list))

## The last `count` elements, or all.
##
## ```mesh
## assert_eq List.take_last([1, 2, 3], 2), [2, 3]
## ```
pub fn take_last<T>(list :: List<T>, count :: Int) -> List<T> do
  if count <= 0 do [] else slice(list, list_length(list) - count, list_length(list)) end
end

## Without the last `count` elements.
##
## ```mesh
## assert_eq List.drop_last([1, 2, 3], 2), [1]
## ```
pub fn drop_last<T>(list :: List<T>, count :: Int) -> List<T> do
  if count <= 0 do list else slice(list, 0, list_length(list) - count) end
end

## The first `count` elements, and the others.
##
## ```mesh
## assert_eq List.split_at([1, 2, 3], 1), ([1], [2, 3])
## ```
pub fn split_at<T>(list :: List<T>, count :: Int) -> (List<T>, List<T>) =
  (take(list, count), drop(list, count))

## The elements up to, but without, the first for which `keep` is false.
##
## ```mesh
## assert_eq List.take_while([1, 2, 1], fn n -> n < 2 end), [1]
## ```
pub fn take_while<T>(list :: List<T>, keep :: Fun(T) -> Bool) -> List<T> =
  take(list, kept_first(list, keep, 0))

## The elements from the first on for which `leave` is false.
##
## ```mesh
## assert_eq List.drop_while([1, 2, 1], fn n -> n < 2 end), [2, 1]
## ```
pub fn drop_while<T>(list :: List<T>, leave :: Fun(T) -> Bool) -> List<T> =
  drop(list, kept_first(list, leave, 0))

## What `take_while` and `drop_while` give.
##
## ```mesh
## assert_eq List.split_while([1, 2, 1], fn n -> n < 2 end), ([1], [2, 1])
## ```
pub fn split_while<T>(list :: List<T>, keep :: Fun(T) -> Bool) -> (List<T>, List<T>) do
  split_at(list, kept_first(list, keep, 0))
end

fn kept_first<T>(list :: List<T>, keep :: Fun(T) -> Bool, index :: Int) -> Int do
  if index < list_length(list) and keep(list_at(list, index)) do
    kept_first(list, keep, index + 1)
  else
    index
  end
end

## The elements in reverse order.
##
## ```mesh
## assert_eq List.reverse([1, 2]), [2, 1]
## ```
@extern("mesh_list_reverse")
@pure
pub fn reverse<T>(list :: List<T>) -> List<T>

## Applies `f` to each element.
##
## ```mesh
## assert_eq List.map([1, 2], fn n -> n * 2 end), [2, 4]
## ```
pub fn map<T, U>(list :: List<T>, f :: Fun(T) -> U) -> List<U> = Prelude.map(list, f)

## The elements for which `keep` is true.
##
## ```mesh
## assert_eq List.filter([1, 2], fn n -> n > 1 end), [2]
## ```
pub fn filter<T>(list :: List<T>, keep :: Fun(T) -> Bool) -> List<T> = Prelude.filter(list, keep)

## The elements for which `leave` is false.
##
## ```mesh
## assert_eq List.reject([1, 2], fn n -> n > 1 end), [1]
## ```
pub fn reject<T>(list :: List<T>, leave :: Fun(T) -> Bool) -> List<T> do
  Prelude.filter(list, fn item -> not leave(item) end)
end

## The elements for which `keep` is true, and the others.
##
## ```mesh
## assert_eq List.partition([1, 2, 3], fn n -> n > 1 end), ([2, 3], [1])
## ```
pub fn partition<T>(list :: List<T>, keep :: Fun(T) -> Bool) -> (List<T>, List<T>) do
  partition_from(list, keep, 0, [], [])
end

fn partition_from<T>(
  list :: List<T>,
  keep :: Fun(T) -> Bool,
  index :: Int,
  yes :: List<T>,
  no :: List<T>
) -> (List<T>, List<T>) do
  if index == list_length(list) do
    (yes, no)
  else
    let item = list_at(list, index)
    if keep(item) do
      partition_from(list, keep, index + 1, list_append(yes, item), no)
    else
      partition_from(list, keep, index + 1, yes, list_append(no, item))
    end
  end
end

## The values that `f` finds for the elements, leaving out `None`.
##
## ```mesh
## assert_eq List.filter_map(["1", "x"], fn text -> String.to_int(text) end), [1]
## ```
pub fn filter_map<T, U>(list :: List<T>, f :: Fun(T) -> Option<U>) -> List<U> do
  reduce(list, [], fn done, item ->
    case f(item) do
      Some(value) -> list_append(done, value)
      None -> done
    end
  end)
end

## Folds from the left: `f(f(initial, first), second)` and so on.
##
## ```mesh
## assert_eq List.reduce([1, 2, 3], 0, fn sum, n -> sum + n end), 6
## ```
pub fn reduce<T, A>(list :: List<T>, initial :: A, f :: Fun(A, T) -> A) -> A =
  Prelude.reduce(list, initial, f)

## Folds from the right: `f(f(initial, last), last but one)` and so on.
##
## ```mesh
## assert_eq List.reduce_right(["a", "b"], "", fn text, s -> text <> s end), "ba"
## ```
pub fn reduce_right<T, A>(list :: List<T>, initial :: A, f :: Fun(A, T) -> A) -> A do
  fold_down(list, initial, f, list_length(list) - 1)
end

fn fold_down<T, A>(list :: List<T>, acc :: A, f :: Fun(A, T) -> A, index :: Int) -> A do
  if index < 0 do acc else fold_down(list, f(acc, list_at(list, index)), f, index - 1) end
end

## Folds from the left until `f` gives an `Err`, which then is the result.
##
## ```mesh
## let found = List.try_reduce([1, 2], 0, fn sum, n -> if n > 0 do Ok(sum + n) else Err("negative") end end)
## assert_eq found, Ok(3)
## ```
pub fn try_reduce<T, A, E>(
  list :: List<T>,
  initial :: A,
  f :: Fun(A, T) -> Result<A, E>
) -> Result<A, E> do
  try_from(list, initial, f, 0)
end

fn try_from<T, A, E>(
  list :: List<T>,
  acc :: A,
  f :: Fun(A, T) -> Result<A, E>,
  index :: Int
) -> Result<A, E> do
  if index == list_length(list) do
    Ok(acc)
  else
    case f(acc, list_at(list, index)) do
      Ok(next) -> try_from(list, next, f, index + 1)
      Err(error) -> Err(error)
    end
  end
end

## The results of `f` for all elements, or its first `Err`; `f` is not called any more then.
##
## ```mesh
## let found = List.try_map(["1", "x"], fn text -> Option.ok_or(String.to_int(text), text) end)
## assert_eq found, Err("x")
## ```
pub fn try_map<T, U, E>(list :: List<T>, f :: Fun(T) -> Result<U, E>) -> Result<List<U>, E> do
  let done = for item in list do
    f(item)?
  end
  Ok(done)
end

## All values on the way of `reduce`, without `initial`.
##
## ```mesh
## assert_eq List.scan([1, 2, 3], 0, fn sum, n -> sum + n end), [1, 3, 6]
## ```
pub fn scan<T, A>(list :: List<T>, initial :: A, f :: Fun(A, T) -> A) -> List<A> =
  scan_from(list, initial, f, 0, [])

fn scan_from<T, A>(
  list :: List<T>,
  acc :: A,
  f :: Fun(A, T) -> A,
  index :: Int,
  done :: List<A>
) -> List<A> do
  if index == list_length(list) do
    done
  else
    let next = f(acc, list_at(list, index))
    scan_from(list, next, f, index + 1, list_append(done, next))
  end
end

## Calls `f` with each element, for its effect.
##
## ```mesh
## List.each([1, 2], fn n -> println("${n}") end)
## ```
pub fn each<T>(list :: List<T>, f :: Fun(T) -> ()) -> () do
  reduce(list, (), fn _, item -> f(item) end)
end

## The first element for which `matches` is true.
##
## ```mesh
## assert_eq List.find([1, 2], fn n -> n > 1 end), Some(2)
## ```
pub fn find<T>(list :: List<T>, matches :: Fun(T) -> Bool) -> Option<T> =
  find_from(list, matches, 0)

fn find_from<T>(list :: List<T>, matches :: Fun(T) -> Bool, index :: Int) -> Option<T> do
  if index == list_length(list) do
    None
  else
    let item = list_at(list, index)
    if matches(item) do Some(item) else find_from(list, matches, index + 1) end
  end
end

## The position of the first element for which `matches` is true.
##
## ```mesh
## assert_eq List.find_index([1, 2], fn n -> n > 1 end), Some(1)
## ```
pub fn find_index<T>(list :: List<T>, matches :: Fun(T) -> Bool) -> Option<Int> do
  let index = kept_first(list, fn item -> not matches(item) end, 0)
  if index == list_length(list) do None else Some(index) end
end

## The position of the first element that equals `value`.
##
## ```mesh
## assert_eq List.index_of(["a", "b"], "b"), Some(1)
## ```
pub fn index_of<T>(list :: List<T>, value :: T) -> Option<Int> where T: Eq do
  find_index(list, fn item -> item == value end)
end

## The first value that `f` finds for an element.
##
## ```mesh
## assert_eq List.find_map(["x", "7"], fn text -> String.to_int(text) end), Some(7)
## ```
pub fn find_map<T, U>(list :: List<T>, f :: Fun(T) -> Option<U>) -> Option<U> =
  find_map_from(list, f, 0)

fn find_map_from<T, U>(list :: List<T>, f :: Fun(T) -> Option<U>, index :: Int) -> Option<U> do
  if index == list_length(list) do
    None
  else
    case f(list_at(list, index)) do
      Some(value) -> Some(value)
      None -> find_map_from(list, f, index + 1)
    end
  end
end

## For how many elements `matches` is true.
##
## ```mesh
## assert_eq List.count([1, 2, 3], fn n -> n > 1 end), 2
## ```
pub fn count<T>(list :: List<T>, matches :: Fun(T) -> Bool) -> Int do
  reduce(list, 0, fn n, item -> if matches(item) do n + 1 else n end end)
end

## Whether `matches` is true for some element.
##
## ```mesh
## assert List.any([1, 2], fn n -> n > 1 end)
## ```
pub fn any<T>(list :: List<T>, matches :: Fun(T) -> Bool) -> Bool do
  case find(list, matches) do
    Some(_) -> true
    None -> false
  end
end

## Whether `matches` is true for each element.
##
## ```mesh
## assert List.all([1, 2], fn n -> n > 0 end)
## ```
pub fn all<T>(list :: List<T>, matches :: Fun(T) -> Bool) -> Bool do
  not any(list, fn item -> not matches(item) end)
end

## Whether an element equals `value`.
##
## ```mesh
## assert List.contains([1, 2], 2)
## ```
pub fn contains<T>(list :: List<T>, value :: T) -> Bool where T: Eq do
  any(list, fn item -> item == value end)
end

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

## The sum of the elements; zero when there are none.
##
## ```mesh
## assert_eq List.sum([1, 2]), 3
## ```
pub fn sum<T>(list :: List<T>) -> T where T: Number do
  reduce(list, Number.zero(), fn total, item -> total.plus(item) end)
end

## The product of the elements; one when there are none.
##
## ```mesh
## assert_eq List.product([2, 3]), 6
## ```
pub fn product<T>(list :: List<T>) -> T where T: Number do
  reduce(list, Number.one(), fn total, item -> total.times(item) end)
end

## The smallest element, the first of equal ones; `None` when there is none.
##
## ```mesh
## assert_eq List.min([2, 1]), Some(1)
## ```
pub fn min<T>(list :: List<T>) -> Option<T> where T: Ord =
  best(list, fn new, old -> is_less(new.compare(old)) end)

## The largest element, the first of equal ones; `None` when there is none.
##
## ```mesh
## assert_eq List.max([2, 1]), Some(2)
## ```
pub fn max<T>(list :: List<T>) -> Option<T> where T: Ord =
  best(list, fn new, old -> is_less(old.compare(new)) end)

## The first element for which `key` gives the smallest value.
##
## ```mesh
## assert_eq List.min_by(["aa", "b"], fn s -> String.length(s) end), Some("b")
## ```
pub fn min_by<T, K>(list :: List<T>, key :: Fun(T) -> K) -> Option<T> where K: Ord do
  Option.map(
    best(keyed(list, key), fn new, old -> is_less(compare(Tuple.first(new), Tuple.first(old))) end),
    fn pair -> Tuple.second(pair) end
  )
end

## The first element for which `key` gives the largest value.
##
## ```mesh
## assert_eq List.max_by(["aa", "b"], fn s -> String.length(s) end), Some("aa")
## ```
pub fn max_by<T, K>(list :: List<T>, key :: Fun(T) -> K) -> Option<T> where K: Ord do
  Option.map(
    best(keyed(list, key), fn new, old -> is_less(compare(Tuple.first(old), Tuple.first(new))) end),
    fn pair -> Tuple.second(pair) end
  )
end

fn keyed<T, K>(list :: List<T>, key :: Fun(T) -> K) -> List<(K, T)> =
  map(list, fn item -> (key(item), item) end)

fn best<T>(list :: List<T>, better :: Fun(T, T) -> Bool) -> Option<T> do
  case list do
    [] -> None
    first :: rest ->
      Some(reduce(rest, first, fn old, new -> if better(new, old) do new else old end end))
  end
end

## Sorted by a function that gives a negative number, zero or a positive number; equal elements keep their order.
##
## ```mesh
## assert_eq List.sort([1, 3, 2], fn a, b -> b - a end), [3, 2, 1]
## ```
pub fn sort<T>(list :: List<T>, order :: Fun(T, T) -> Int) -> List<T> =
  Prelude.sort_list(list, order)

## Sorted by the elements' own order; NaN comes behind all numbers.
##
## ```mesh
## assert_eq List.sorted([2, 1]), [1, 2]
## ```
pub fn sorted<T>(list :: List<T>) -> List<T> where T: Ord = Ord.sort_all(list)

## Sorted by what `key` gives, which is asked once for each element; equal ones keep their order.
##
## ```mesh
## assert_eq List.sort_by(["bb", "a"], fn s -> String.length(s) end), ["a", "bb"]
## ```
pub fn sort_by<T, K>(list :: List<T>, key :: Fun(T) -> K) -> List<T> where K: Ord do
  let sorted_pairs =
    sort(keyed(list, key), fn (a, _), (b, _) -> Prelude.order_number(a.compare(b)) end)
  map(sorted_pairs, fn pair -> Tuple.second(pair) end)
end

## All elements of an iterator.
##
## ```mesh
## assert_eq List.collect(Iter.from([1, 2])), [1, 2]
## ```
pub fn collect<T>(items :: Iter<T>) -> List<T> = Iter.to_list(items)

## Calls `f` for each element until it gives an `Err`.
##
## ```mesh
## let done = List.try_each([1, 2], fn n -> if n < 2 do Ok(()) else Err("stop") end end)
## assert_eq done, Err("stop")
## ```
pub fn try_each<T, E>(list :: List<T>, f :: Fun(T) -> Result<(), E>) -> Result<(), E> do
  for item in list do
    f(item)?
  end
  Ok(())
end
