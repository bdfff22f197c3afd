##! Lazy sequences: elements are made one at a time, when somebody asks.

## `step` gives the next element and the rest, or `None` at the end.
@opaque
pub struct Iter<T> do
  step :: Fun() -> Option<(T, Iter<T>)>
end deriving()

## What a `for` can run over.
pub interface Iterable do
  type Item
  type Iter = Iter<Self.Item>
  fn iter(self) -> Self.Iter
end

# A `for` that knows what it runs over asks none of these.
impl Iterable for List<T> do
  type Item = T

  fn iter(self) -> Iter<T> = from(self)
end

impl Iterable for Set<T> do
  type Item = T

  fn iter(self) -> Iter<T> = from(Prelude.set_elements(self))
end

# The entries.
impl Iterable for Map<K, V> do
  type Item = (K, V)

  fn iter(self) -> Iter<(K, V)> = from(Prelude.map_entries(self))
end

impl Iterable for Range do
  type Item = Int

  fn iter(self) -> Iter<Int> = from_range(self)
end

impl Iterable for Iter<T> do
  type Item = T

  fn iter(self) -> Iter<T> = self
end

## The next element and the rest.
##
## ```mesh
## case Iter.next(Iter.from([1, 2])) do
##   Some((first, rest)) -> assert_eq (first, Iter.to_list(rest)), (1, [2])
##   None -> panic("there is one")
## end
## ```
pub fn next<T>(iter :: Iter<T>) -> Option<(T, Iter<T>)> = iter.step()

## The elements of a list.
##
## ```mesh
## assert_eq Iter.sum(Iter.from([1, 2, 3])), 6
## ```
pub fn from<T>(list :: List<T>) -> Iter<T> = from_index(list, 0)

fn from_index<T>(list :: List<T>, index :: Int) -> Iter<T> do
  Iter {
    step: fn ->
      if index == list_length(list) do
        None
      else
        Some((list_at(list, index), from_index(list, index + 1)))
      end
    end
  }
end

## The results of `f`.
##
## ```mesh
## assert_eq Iter.to_list(Iter.map(Iter.from([1, 2]), fn n -> n * 10 end)), [10, 20]
## ```
pub fn map<T, U>(iter :: Iter<T>, f :: Fun(T) -> U) -> Iter<U> do
  Iter {
    step: fn ->
      case next(iter) do
        Some((item, rest)) -> Some((f(item), map(rest, f)))
        None -> None
      end
    end
  }
end

## The elements for which `keep` is true.
##
## ```mesh
## let odd = Iter.filter(Iter.from_range(0..6), fn n -> n % 2 == 1 end)
## assert_eq Iter.to_list(odd), [1, 3, 5]
## ```
pub fn filter<T>(iter :: Iter<T>, keep :: Fun(T) -> Bool) -> Iter<T> do
  Iter { step: fn -> next_kept(iter, keep) end }
end

fn next_kept<T>(iter :: Iter<T>, keep :: Fun(T) -> Bool) -> Option<(T, Iter<T>)> do
  case next(iter) do
    Some((item, rest)) ->
      if keep(item) do
        Some((item, filter(rest, keep)))
      else
        next_kept(rest, keep)
      end
    None -> None
  end
end

## At most `count` elements.
##
## ```mesh
## assert_eq Iter.to_list(Iter.take(Iter.repeat("a"), 3)), ["a", "a", "a"]
## ```
pub fn take<T>(iter :: Iter<T>, count :: Int) -> Iter<T> do
  Iter {
    step: fn ->
      if count <= 0 do
        None
      else
        case next(iter) do
          Some((item, rest)) -> Some((item, take(rest, count - 1)))
          None -> None
        end
      end
    end
  }
end

## Without the first `count` elements.
##
## ```mesh
## assert_eq Iter.to_list(Iter.skip(Iter.from([1, 2, 3]), 2)), [3]
## ```
pub fn skip<T>(iter :: Iter<T>, count :: Int) -> Iter<T> do
  Iter { step: fn -> next(skipped(iter, count)) end }
end

fn skipped<T>(iter :: Iter<T>, count :: Int) -> Iter<T> do
  if count <= 0 do
    iter
  else
    case next(iter) do
      Some((_, rest)) -> skipped(rest, count - 1)
      None -> iter
    end
  end
end

## Each element with its position.
##
## ```mesh
## assert_eq Iter.to_list(Iter.enumerate(Iter.from(["a", "b"]))), [(0, "a"), (1, "b")]
## ```
pub fn enumerate<T>(iter :: Iter<T>) -> Iter<(Int, T)> = numbered(iter, 0)

fn numbered<T>(iter :: Iter<T>, index :: Int) -> Iter<(Int, T)> do
  Iter {
    step: fn ->
      case next(iter) do
        Some((item, rest)) -> Some(((index, item), numbered(rest, index + 1)))
        None -> None
      end
    end
  }
end

## Pairs of elements, up to the end of the shorter.
##
## ```mesh
## let pairs = Iter.zip(Iter.from(["a", "b"]), Iter.from_range(1..100))
## assert_eq Iter.to_list(pairs), [("a", 1), ("b", 2)]
## ```
pub fn zip<T, U>(left :: Iter<T>, right :: Iter<U>) -> Iter<(T, U)> do
  Iter {
    step: fn ->
      case (next(left), next(right)) do
        (Some((a, left_rest)), Some((b, right_rest))) -> Some(((a, b), zip(left_rest, right_rest)))
        _ -> None
      end
    end
  }
end

## Folds the elements from the left.
##
## ```mesh
## assert_eq Iter.reduce(Iter.from([1, 2, 3]), 10, fn total, n -> total - n end), 4
## ```
pub fn reduce<T, A>(iter :: Iter<T>, initial :: A, f :: Fun(A, T) -> A) -> A do
  case next(iter) do
    Some((item, rest)) -> reduce(rest, f(initial, item), f)
    None -> initial
  end
end

## The number of elements.
##
## ```mesh
## assert_eq Iter.count(Iter.filter(Iter.from_range(0..10), fn n -> n > 6 end)), 3
## ```
pub fn count<T>(iter :: Iter<T>) -> Int = reduce(iter, 0, fn n, _ -> n + 1 end)

## The sum of the elements.
##
## ```mesh
## assert_eq Iter.sum(Iter.from_range(1..5)), 10
## ```
pub fn sum(iter :: Iter<Int>) -> Int = reduce(iter, 0, fn total, n -> total + n end)

## The first element for which `matches` is true.
##
## ```mesh
## let powers = Iter.iterate(1, fn n -> n * 2 end)
## assert_eq Iter.find(powers, fn n -> n > 1000 end), Some(1024)
## ```
pub fn find<T>(iter :: Iter<T>, matches :: Fun(T) -> Bool) -> Option<T> do
  case next(iter) do
    Some((item, rest)) -> if matches(item) do Some(item) else find(rest, matches) end
    None -> None
  end
end

## Whether `matches` is true for some element; stops at the first.
##
## ```mesh
## assert Iter.any(Iter.iterate(1, fn n -> n + 1 end), fn n -> n > 10 end)
## ```
pub fn any<T>(iter :: Iter<T>, matches :: Fun(T) -> Bool) -> Bool do
  case find(iter, matches) do
    Some(_) -> true
    None -> false
  end
end

## Whether `matches` is true for each element; stops at the first for which it is not.
##
## ```mesh
## assert Iter.all(Iter.from([2, 4]), fn n -> n % 2 == 0 end)
## assert not Iter.all(Iter.from([2, 3]), fn n -> n % 2 == 0 end)
## ```
pub fn all<T>(iter :: Iter<T>, matches :: Fun(T) -> Bool) -> Bool do
  not any(iter, fn item -> not matches(item) end)
end

## All elements.
##
## ```mesh
## assert_eq Iter.to_list(Iter.from_range(0..3)), [0, 1, 2]
## ```
pub fn to_list<T>(iter :: Iter<T>) -> List<T> do
  reduce(iter, [], fn done, item -> list_append(done, item) end)
end

## The numbers of a range.
##
## ```mesh
## assert_eq Iter.to_list(Iter.from_range(3..6)), [3, 4, 5]
## ```
pub fn from_range(range :: Range) -> Iter<Int> = numbers(range.start, range.stop)

fn numbers(at :: Int, stop :: Int) -> Iter<Int> do
  Iter { step: fn -> if at >= stop do None else Some((at, numbers(at + 1, stop))) end end }
end

## `first`, `f(first)`, `f(f(first))` and so on, without end.
##
## ```mesh
## let powers = Iter.iterate(1, fn n -> n * 2 end)
## assert_eq Iter.to_list(Iter.take(powers, 5)), [1, 2, 4, 8, 16]
## ```
pub fn iterate<T>(first :: T, f :: Fun(T) -> T) -> Iter<T> do
  Iter { step: fn -> Some((first, Iter { step: fn -> next(iterate(f(first), f)) end })) end }
end

## The same value without end.
##
## ```mesh
## assert_eq String.collect(Iter.take(Iter.repeat("-"), 4)), "----"
## ```
pub fn repeat<T>(value :: T) -> Iter<T> = Iter { step: fn -> Some((value, repeat(value))) end }

## What `f` gives for a state, with the next state, until it gives `None`.
##
## ```mesh
## let digits = Iter.unfold(305, fn n -> if n == 0 do None else Some((n % 10, n / 10)) end end)
## assert_eq Iter.to_list(digits), [5, 0, 3]
## ```
pub fn unfold<S, T>(state :: S, f :: Fun(S) -> Option<(T, S)>) -> Iter<T> do
  Iter {
    step: fn ->
      case f(state) do
        Some((item, after_it)) -> Some((item, unfold(after_it, f)))
        None -> None
      end
    end
  }
end

## The elements of both, one iterator after the other.
##
## ```mesh
## assert_eq Iter.to_list(Iter.chain(Iter.from([1]), Iter.from([2, 3]))), [1, 2, 3]
## ```
pub fn chain<T>(first :: Iter<T>, second :: Iter<T>) -> Iter<T> do
  Iter {
    step: fn ->
      case next(first) do
        Some((item, rest)) -> Some((item, chain(rest, second)))
        None -> next(second)
      end
    end
  }
end

## The elements of what `f` gives, one list after the other.
##
## ```mesh
## let words = Iter.flat_map(Iter.from(["a b", "c"]), fn line -> String.split(line, " ") end)
## assert_eq Iter.to_list(words), ["a", "b", "c"]
## ```
pub fn flat_map<T, U>(iter :: Iter<T>, f :: Fun(T) -> List<U>) -> Iter<U> do
  Iter { step: fn -> next_flat(iter, f) end }
end

fn next_flat<T, U>(iter :: Iter<T>, f :: Fun(T) -> List<U>) -> Option<(U, Iter<U>)> do
  case next(iter) do
    Some((item, rest)) -> do
      let found = f(item)
      if list_length(found) == 0 do
        next_flat(rest, f)
      else
        next(chain(from(found), flat_map(rest, f)))
      end
    end
    None -> None
  end
end

## The elements up to, but without, the first for which `keep` is false.
##
## ```mesh
## let low = Iter.take_while(Iter.from([1, 2, 9, 3]), fn n -> n < 5 end)
## assert_eq Iter.to_list(low), [1, 2]
## ```
pub fn take_while<T>(iter :: Iter<T>, keep :: Fun(T) -> Bool) -> Iter<T> do
  Iter {
    step: fn ->
      case next(iter) do
        Some((item, rest)) -> if keep(item) do Some((item, take_while(rest, keep))) else None end
        None -> None
      end
    end
  }
end

## The elements from the first on for which `leave` is false.
##
## ```mesh
## let rest = Iter.skip_while(Iter.from([1, 2, 9, 3]), fn n -> n < 5 end)
## assert_eq Iter.to_list(rest), [9, 3]
## ```
pub fn skip_while<T>(iter :: Iter<T>, leave :: Fun(T) -> Bool) -> Iter<T> do
  Iter { step: fn -> next_left(iter, leave) end }
end

fn next_left<T>(iter :: Iter<T>, leave :: Fun(T) -> Bool) -> Option<(T, Iter<T>)> do
  case next(iter) do
    Some((item, rest)) -> if leave(item) do next_left(rest, leave) else Some((item, rest)) end
    None -> None
  end
end

## All values on the way of `reduce`, without `initial`.
##
## ```mesh
## let sums = Iter.scan(Iter.from([1, 2, 3]), 0, fn total, n -> total + n end)
## assert_eq Iter.to_list(sums), [1, 3, 6]
## ```
pub fn scan<T, A>(iter :: Iter<T>, initial :: A, f :: Fun(A, T) -> A) -> Iter<A> do
  Iter {
    step: fn ->
      case next(iter) do
        Some((item, rest)) -> do
          let value = f(initial, item)
          Some((value, scan(rest, value, f)))
        end
        None -> None
      end
    end
  }
end

## Lists of `size` elements each; the last one may be shorter. Crashes when `size` is below 1.
##
## ```mesh
## assert_eq Iter.to_list(Iter.chunks(Iter.from([1, 2, 3]), 2)), [[1, 2], [3]]
## ```
pub fn chunks<T>(iter :: Iter<T>, size :: Int) -> Iter<List<T>> do
  if size < 1 do
    panic("chunks have 1 element or more, not ${size}")
  end
  Iter { step: fn -> next_chunk(iter, size, []) end }
end

fn next_chunk<T>(
  iter :: Iter<T>,
  size :: Int,
  done :: List<T>
) -> Option<(List<T>, Iter<List<T>>)> do
  if list_length(done) == size do
    Some((done, chunks(iter, size)))
  else
    case next(iter) do
      Some((item, rest)) -> next_chunk(rest, size, list_append(done, item))
      None -> if list_length(done) == 0 do None else Some((done, chunks(iter, size))) end
    end
  end
end

## Calls `f` with each element, for its effect.
##
## ```mesh
## Iter.each(Iter.from([1, 2]), fn n -> send(self(), n) end)
## assert_receive 1
## assert_receive 2
## ```
pub fn each<T>(iter :: Iter<T>, f :: Fun(T) -> ()) -> () =
  reduce(iter, (), fn _, item -> f(item) end)

## The first element, if there is one.
##
## ```mesh
## assert_eq Iter.first(Iter.from([7, 8])), Some(7)
## assert_eq Iter.first(Iter.from_range(0..0)), None
## ```
pub fn first<T>(iter :: Iter<T>) -> Option<T> do
  case next(iter) do
    Some((item, _)) -> Some(item)
    None -> None
  end
end

## The last element, if there is one.
##
## ```mesh
## assert_eq Iter.last(Iter.from([7, 8])), Some(8)
## ```
pub fn last<T>(iter :: Iter<T>) -> Option<T> = reduce(iter, None, fn _, item -> Some(item) end)
