# Lists, as far as the prelude needs them.

## The number of elements.
##
## ```mesh
## assert_eq list_length(["a", "b"]), 2
## ```
@extern("%list_len")
pub fn list_length<T>(list :: List<T>) -> Int

## The element at a position that is known to exist.
##
## ```mesh
## assert_eq list_at(["a", "b"], 1), "b"
## ```
@extern("%list_get")
pub fn list_at<T>(list :: List<T>, index :: Int) -> T

## The list with one more element at the end; in place when nobody else holds the list.
##
## ```mesh
## assert_eq list_append([1, 2], 3), [1, 2, 3]
## ```
@extern("%list_append")
pub fn list_append<T>(list :: List<T>, value :: T) -> List<T>

## An empty list with room for about so many elements.
##
## ```mesh
## assert_eq list_append(list_with_room(100), 1), [1]
## ```
@extern("%list_room")
pub fn list_with_room<T>(count :: Int) -> List<T>

## Applies `f` to each element.
##
## ```mesh
## assert_eq map([1, 2], fn n -> n * 10 end), [10, 20]
## ```
pub fn map<T, U>(list :: List<T>, f :: Fun(T) -> U) -> List<U> do
  map_from(list, f, 0, list_with_room(list_length(list)))
end

fn map_from<T, U>(list :: List<T>, f :: Fun(T) -> U, index :: Int, done :: List<U>) -> List<U> do
  if index == list_length(list) do
    done
  else
    map_from(list, f, index + 1, list_append(done, f(list_at(list, index))))
  end
end

## The elements for which `keep` is true.
##
## ```mesh
## assert_eq filter([1, 2, 3], fn n -> n % 2 == 1 end), [1, 3]
## ```
pub fn filter<T>(list :: List<T>, keep :: Fun(T) -> Bool) -> List<T> do
  filter_from(list, keep, 0, [])
end

fn filter_from<T>(
  list :: List<T>,
  keep :: Fun(T) -> Bool,
  index :: Int,
  done :: List<T>
) -> List<T> do
  if index == list_length(list) do
    done
  else
    let item = list_at(list, index)
    if keep(item) do
      filter_from(list, keep, index + 1, list_append(done, item))
    else
      filter_from(list, keep, index + 1, done)
    end
  end
end

## Folds the list from the left: `f(f(initial, first), second)` and so on.
##
## ```mesh
## assert_eq reduce([1, 2, 3], 10, fn total, n -> total - n end), 4
## ```
pub fn reduce<T, A>(list :: List<T>, initial :: A, f :: Fun(A, T) -> A) -> A do
  reduce_from(list, initial, f, 0)
end

fn reduce_from<T, A>(list :: List<T>, acc :: A, f :: Fun(A, T) -> A, index :: Int) -> A do
  if index == list_length(list) do
    acc
  else
    reduce_from(list, f(acc, list_at(list, index)), f, index + 1)
  end
end

## The list in the order that a function of two elements tells by a negative number, zero or a positive one; equal ones stay as they
## were. Bottom up: runs of `width` elements are in order, and two at a time become one of twice as many in the next list.
##
## ```mesh
## assert_eq sort_list([3, 1, 2], fn a, b -> b - a end), [3, 2, 1]
## ```
pub fn sort_list<T>(list :: List<T>, order :: Fun(T, T) -> Int) -> List<T> =
  if is_ordered(list, 1, order) do list else sort_runs(list, 1, order) end

fn is_ordered<T>(list :: List<T>, index :: Int, order :: Fun(T, T) -> Int) -> Bool do
  if index >= list_length(list) do
    true
  else if order(list_at(list, index - 1), list_at(list, index)) > 0 do
    false
  else
    is_ordered(list, index + 1, order)
  end
end

fn sort_runs<T>(list :: List<T>, width :: Int, order :: Fun(T, T) -> Int) -> List<T> do
  if width >= list_length(list) do
    list
  else
    sort_runs(merge_pairs(list, 0, width, order, []), width * 2, order)
  end
end

fn merge_pairs<T>(
  list :: List<T>,
  start :: Int,
  width :: Int,
  order :: Fun(T, T) -> Int,
  done :: List<T>
) -> List<T> do
  let count = list_length(list)
  if start + width >= count do
    copy_run(list, start, count, done)
  else
    let middle = start + width
    let stop = if middle + width < count do middle + width else count end
    merge_pairs(
      list,
      stop,
      width,
      order,
      merge_runs(list, start, middle, middle, stop, order, done)
    )
  end
end

# From `i` up to `middle` and from `j` up to `stop`.
fn merge_runs<T>(
  list :: List<T>,
  i :: Int,
  middle :: Int,
  j :: Int,
  stop :: Int,
  order :: Fun(T, T) -> Int,
  done :: List<T>
) -> List<T> do
  if i == middle do
    copy_run(list, j, stop, done)
  else if j == stop do
    copy_run(list, i, middle, done)
  else if order(list_at(list, i), list_at(list, j)) <= 0 do
    merge_runs(list, i + 1, middle, j, stop, order, list_append(done, list_at(list, i)))
  else
    merge_runs(list, i, middle, j + 1, stop, order, list_append(done, list_at(list, j)))
  end
end

fn copy_run<T>(list :: List<T>, index :: Int, stop :: Int, done :: List<T>) -> List<T> do
  if index >= stop do
    done
  else
    copy_run(list, index + 1, stop, list_append(done, list_at(list, index)))
  end
end

## The first element. Crashes on an empty list.
##
## ```mesh
## assert_eq head([1, 2, 3]), 1
## ```
pub fn head<T>(list :: List<T>) -> T do
  case list do
    first :: _ -> first
    [] -> panic("head of an empty list")
  end
end

## All elements but the first. Crashes on an empty list.
##
## ```mesh
## assert_eq tail([1, 2, 3]), [2, 3]
## ```
pub fn tail<T>(list :: List<T>) -> List<T> do
  case list do
    _ :: rest -> rest
    [] -> panic("tail of an empty list")
  end
end
