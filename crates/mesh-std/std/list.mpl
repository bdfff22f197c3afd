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
