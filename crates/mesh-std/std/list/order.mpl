# Sums, the least and the greatest, the order.

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
