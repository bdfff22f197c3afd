# What is done with each element, and which one is looked for.

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
