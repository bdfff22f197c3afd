##! Immutable sequences, contiguous in memory. Adding at the end of a list that nobody else holds happens in place.

## The empty list.
pub fn new<T>() -> List<T> = []

## The number of elements.
pub fn length<T>(list :: List<T>) -> Int = list_length(list)

## Whether there are no elements.
pub fn is_empty<T>(list :: List<T>) -> Bool = list_length(list) == 0

## The element at a position, from 0. Crashes when there is none.
pub fn get<T>(list :: List<T>, index :: Int) -> T do
  if index < 0 or index >= list_length(list) do
    outside(index, list_length(list))
  else
    list_at(list, index)
  end
end

@extern("mesh_list_outside")
fn outside<T>(index :: Int, length :: Int) -> T

## The element at a position, from 0. Crashes when there is none.
pub fn nth<T>(list :: List<T>, index :: Int) -> T = get(list, index)

## The element at a position, if there is one.
pub fn at<T>(list :: List<T>, index :: Int) -> Option<T> do
  if index < 0 or index >= list_length(list) do
    None
  else
    Some(list_at(list, index))
  end
end

## The first element. Crashes on an empty list.
pub fn head<T>(list :: List<T>) -> T = Prelude.head(list)

## The first element, if there is one.
pub fn first<T>(list :: List<T>) -> Option<T> = at(list, 0)

## All elements but the first. Crashes on an empty list.
pub fn tail<T>(list :: List<T>) -> List<T> = Prelude.tail(list)

## The last element. Crashes on an empty list.
pub fn last<T>(list :: List<T>) -> T do
  if is_empty(list) do panic("last of an empty list") else list_at(list, list_length(list) - 1) end
end

## The last element, if there is one.
pub fn final<T>(list :: List<T>) -> Option<T> = at(list, list_length(list) - 1)

## One more element at the end.
pub fn append<T>(list :: List<T>, value :: T) -> List<T> = list_append(list, value)

## One more element at the front.
pub fn prepend<T>(list :: List<T>, value :: T) -> List<T> = concat([value], list)

## The elements of both, one list after the other.
@extern("mesh_list_concat")
@owned(left)
pub fn concat<T>(left :: List<T>, right :: List<T>) -> List<T>

## The elements from `start` up to, but without, `stop`; both are brought into the range of the list.
@extern("mesh_list_slice")
pub fn slice<T>(list :: List<T>, start :: Int, stop :: Int) -> List<T>

## The list with another element at a position. Crashes when there is no such position.
@extern("mesh_list_set")
@owned(list, value)
pub fn set<T>(list :: List<T>, index :: Int, value :: T) -> List<T>

## The first `count` elements, or all.
pub fn take<T>(list :: List<T>, count :: Int) -> List<T> = slice(list, 0, count)

## Without the first `count` elements.
pub fn drop<T>(list :: List<T>, count :: Int) -> List<T> = slice(list, if count < 0 do 0 else count end, list_length(list))

## The elements in reverse order.
@extern("mesh_list_reverse")
pub fn reverse<T>(list :: List<T>) -> List<T>

## Applies `f` to each element.
pub fn map<T, U>(list :: List<T>, f :: Fun(T) -> U) -> List<U> = Prelude.map(list, f)

## The elements for which `keep` is true.
pub fn filter<T>(list :: List<T>, keep :: Fun(T) -> Bool) -> List<T> = Prelude.filter(list, keep)

## The values that `f` finds for the elements, leaving out `None`.
pub fn filter_map<T, U>(list :: List<T>, f :: Fun(T) -> Option<U>) -> List<U> do
  reduce(list, [], fn done, item ->
    case f(item) do
      Some(value) -> list_append(done, value)
      None -> done
    end
  end)
end

## Folds from the left: `f(f(initial, first), second)` and so on.
pub fn reduce<T, A>(list :: List<T>, initial :: A, f :: Fun(A, T) -> A) -> A = Prelude.reduce(list, initial, f)

## Calls `f` with each element, for its effect.
pub fn each<T>(list :: List<T>, f :: Fun(T) -> ()) -> () do
  reduce(list, (), fn _, item -> f(item) end)
end

## The first element for which `matches` is true.
pub fn find<T>(list :: List<T>, matches :: Fun(T) -> Bool) -> Option<T> = find_from(list, matches, 0)

fn find_from<T>(list :: List<T>, matches :: Fun(T) -> Bool, index :: Int) -> Option<T> do
  if index == list_length(list) do
    None
  else
    let item = list_at(list, index)
    if matches(item) do Some(item) else find_from(list, matches, index + 1) end
  end
end

## Whether `matches` is true for some element.
pub fn any<T>(list :: List<T>, matches :: Fun(T) -> Bool) -> Bool do
  case find(list, matches) do
    Some(_) -> true
    None -> false
  end
end

## Whether `matches` is true for each element.
pub fn all<T>(list :: List<T>, matches :: Fun(T) -> Bool) -> Bool do
  not any(list, fn item -> not matches(item) end)
end

## Whether an element equals `value`.
pub fn contains<T>(list :: List<T>, value :: T) -> Bool where T: Eq do
  any(list, fn item -> item == value end)
end

## The results of `f`, one list after the other.
pub fn flat_map<T, U>(list :: List<T>, f :: Fun(T) -> List<U>) -> List<U> do
  reduce(list, [], fn done, item -> concat(done, f(item)) end)
end

## The inner lists, one after the other.
pub fn flatten<T>(lists :: List<List<T>>) -> List<T> do
  reduce(lists, [], fn done, item -> concat(done, item) end)
end

## Each element with its position.
pub fn enumerate<T>(list :: List<T>) -> List<(Int, T)> do
  enumerate_from(list, 0, [])
end

fn enumerate_from<T>(list :: List<T>, index :: Int, done :: List<(Int, T)>) -> List<(Int, T)> do
  if index == list_length(list) do
    done
  else
    enumerate_from(list, index + 1, list_append(done, (index, list_at(list, index))))
  end
end

## Pairs of elements at the same position, up to the end of the shorter list.
pub fn zip<T, U>(left :: List<T>, right :: List<U>) -> List<(T, U)> = zip_from(left, right, 0, [])

fn zip_from<T, U>(left :: List<T>, right :: List<U>, index :: Int, done :: List<(T, U)>) -> List<(T, U)> do
  if index == list_length(left) or index == list_length(right) do
    done
  else
    zip_from(left, right, index + 1, list_append(done, (list_at(left, index), list_at(right, index))))
  end
end

## Sorted by a function that gives a negative number, zero or a positive number; equal elements keep their order.
pub fn sort<T>(list :: List<T>, order :: Fun(T, T) -> Int) -> List<T> do
  let count = list_length(list)
  if count < 2 do
    list
  else
    let middle = count / 2
    merge(sort(slice(list, 0, middle), order), sort(slice(list, middle, count), order), 0, 0, order, [])
  end
end

fn merge<T>(left :: List<T>, right :: List<T>, i :: Int, j :: Int, order :: Fun(T, T) -> Int, done :: List<T>) -> List<T> do
  if i == list_length(left) do
    concat(done, slice(right, j, list_length(right)))
  else if j == list_length(right) do
    concat(done, slice(left, i, list_length(left)))
  else if order(list_at(left, i), list_at(right, j)) <= 0 do
    merge(left, right, i + 1, j, order, list_append(done, list_at(left, i)))
  else
    merge(left, right, i, j + 1, order, list_append(done, list_at(right, j)))
  end
end

## Sorted by the elements' own order.
pub fn sorted<T>(list :: List<T>) -> List<T> where T: Ord do
  sort(list, fn a, b -> if a < b do -1 else if b < a do 1 else 0 end end)
end

## All elements of an iterator.
pub fn collect<T>(items :: Iter<T>) -> List<T> = Iter.to_list(items)

## Calls `f` for each element until it gives an `Err`.
pub fn try_each<T, E>(list :: List<T>, f :: Fun(T) -> Result<(), E>) -> Result<(), E> do
  for item in list do
    f(item)?
  end
  Ok(())
end
