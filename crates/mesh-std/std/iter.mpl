##! Lazy sequences: elements are made one at a time, when somebody asks.

## `step` gives the next element and the rest, or `None` at the end.
pub struct Iter<T> do
  step :: Fun() -> Option<(T, Iter<T>)>
end deriving()

## What a `for` can run over.
pub interface Iterable do
  type Item
  fn iter(self) -> Iter<Self.Item>
end

## The next element and the rest.
pub fn next<T>(iter :: Iter<T>) -> Option<(T, Iter<T>)> = iter.step()

## The elements of a list.
pub fn from<T>(list :: List<T>) -> Iter<T> = from_index(list, 0)

fn from_index<T>(list :: List<T>, index :: Int) -> Iter<T> do
  Iter { step: fn ->
    if index == list_length(list) do
      None
    else
      Some((list_at(list, index), from_index(list, index + 1)))
    end
  end }
end

## The results of `f`.
pub fn map<T, U>(iter :: Iter<T>, f :: Fun(T) -> U) -> Iter<U> do
  Iter { step: fn ->
    case next(iter) do
      Some((item, rest)) -> Some((f(item), map(rest, f)))
      None -> None
    end
  end }
end

## The elements for which `keep` is true.
pub fn filter<T>(iter :: Iter<T>, keep :: Fun(T) -> Bool) -> Iter<T> do
  Iter { step: fn -> next_kept(iter, keep) end }
end

fn next_kept<T>(iter :: Iter<T>, keep :: Fun(T) -> Bool) -> Option<(T, Iter<T>)> do
  case next(iter) do
    Some((item, rest)) -> if keep(item) do
      Some((item, filter(rest, keep)))
    else
      next_kept(rest, keep)
    end
    None -> None
  end
end

## At most `count` elements.
pub fn take<T>(iter :: Iter<T>, count :: Int) -> Iter<T> do
  Iter { step: fn ->
    if count <= 0 do
      None
    else
      case next(iter) do
        Some((item, rest)) -> Some((item, take(rest, count - 1)))
        None -> None
      end
    end
  end }
end

## Without the first `count` elements.
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
pub fn enumerate<T>(iter :: Iter<T>) -> Iter<(Int, T)> = numbered(iter, 0)

fn numbered<T>(iter :: Iter<T>, index :: Int) -> Iter<(Int, T)> do
  Iter { step: fn ->
    case next(iter) do
      Some((item, rest)) -> Some(((index, item), numbered(rest, index + 1)))
      None -> None
    end
  end }
end

## Pairs of elements, up to the end of the shorter.
pub fn zip<T, U>(left :: Iter<T>, right :: Iter<U>) -> Iter<(T, U)> do
  Iter { step: fn ->
    case (next(left), next(right)) do
      (Some((a, left_rest)), Some((b, right_rest))) -> Some(((a, b), zip(left_rest, right_rest)))
      _ -> None
    end
  end }
end

## Folds the elements from the left.
pub fn reduce<T, A>(iter :: Iter<T>, initial :: A, f :: Fun(A, T) -> A) -> A do
  case next(iter) do
    Some((item, rest)) -> reduce(rest, f(initial, item), f)
    None -> initial
  end
end

## The number of elements.
pub fn count<T>(iter :: Iter<T>) -> Int = reduce(iter, 0, fn n, _ -> n + 1 end)

## The sum of the elements.
pub fn sum(iter :: Iter<Int>) -> Int = reduce(iter, 0, fn total, n -> total + n end)

## The first element for which `matches` is true.
pub fn find<T>(iter :: Iter<T>, matches :: Fun(T) -> Bool) -> Option<T> do
  case next(iter) do
    Some((item, rest)) -> if matches(item) do Some(item) else find(rest, matches) end
    None -> None
  end
end

## Whether `matches` is true for some element; stops at the first.
pub fn any<T>(iter :: Iter<T>, matches :: Fun(T) -> Bool) -> Bool do
  case find(iter, matches) do
    Some(_) -> true
    None -> false
  end
end

## Whether `matches` is true for each element; stops at the first for which it is not.
pub fn all<T>(iter :: Iter<T>, matches :: Fun(T) -> Bool) -> Bool do
  not any(iter, fn item -> not matches(item) end)
end

## All elements.
pub fn to_list<T>(iter :: Iter<T>) -> List<T> do
  reduce(iter, [], fn done, item -> list_append(done, item) end)
end

## What `step` makes of a state, each element with the next state, until it gives `None`.
pub fn unfold<S, T>(state :: S, step :: Fun(S) -> Option<(T, S)>) -> Iter<T> do
  Iter { step: fn ->
    case step(state) do
      Some((item, next_state)) -> Some((item, unfold(next_state, step)))
      None -> None
    end
  end }
end
