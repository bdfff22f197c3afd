##! Whole numbers from a start up to, but without, a stop.

## `start..stop`
##
## ```mesh
## assert_eq Range.to_list(Range.new(1, 4)), [1, 2, 3]
## ```
pub fn new(start :: Int, stop :: Int) -> Range = Range { start: start, stop: stop }

## How many numbers there are. Crashes where no `Int` says it.
##
## ```mesh
## assert_eq Range.length(1..4), 3
## ```
pub fn length(range :: Range) -> Int do
  if range.stop > range.start do range.stop - range.start else 0 end
end

## The numbers as a list.
##
## ```mesh
## assert_eq Range.to_list(0..3), [0, 1, 2]
## ```
pub fn to_list(range :: Range) -> List<Int> = for n in range do
  n
end

## Applies `f` to each number.
##
## ```mesh
## assert_eq Range.map(1..4, fn n -> n * n end), [1, 4, 9]
## ```
pub fn map<T>(range :: Range, f :: Fun(Int) -> T) -> List<T> = for n in range do
  f(n)
end

## The numbers for which `keep` is true.
##
## ```mesh
## assert_eq Range.filter(0..6, fn n -> n % 2 == 0 end), [0, 2, 4]
## ```
pub fn filter(range :: Range, keep :: Fun(Int) -> Bool) -> List<Int> = for n in range when keep(
  n
) do
  n
end

## Folds the numbers in order: `f(f(initial, first), second)` and so on. No list is made.
##
## ```mesh
## assert_eq Range.reduce(1..5, 1, fn product, n -> product * n end), 24
## ```
pub fn reduce<A>(range :: Range, initial :: A, f :: Fun(A, Int) -> A) -> A do
  reduce_from(range.start, range.stop, initial, f)
end

fn reduce_from<A>(at :: Int, stop :: Int, acc :: A, f :: Fun(A, Int) -> A) -> A do
  if at >= stop do acc else reduce_from(at + 1, stop, f(acc, at), f) end
end

## Folds the numbers in order until `f` gives an `Err`, which then is the result.
##
## ```mesh
## let found = Range.try_reduce(1..5, 0, fn sum, n -> if n < 9 do Ok(sum + n) else Err("too much") end end)
## assert_eq found, Ok(10)
## ```
pub fn try_reduce<A, E>(
  range :: Range,
  initial :: A,
  f :: Fun(A, Int) -> Result<A, E>
) -> Result<A, E> do
  try_from(range.start, range.stop, initial, f)
end

fn try_from<A, E>(
  at :: Int,
  stop :: Int,
  acc :: A,
  f :: Fun(A, Int) -> Result<A, E>
) -> Result<A, E> do
  if at >= stop do
    Ok(acc)
  else
    case f(acc, at) do
      Ok(next) -> try_from(at + 1, stop, next, f)
      Err(error) -> Err(error)
    end
  end
end

## Calls `f` with each number, for its effect.
##
## ```mesh
## Range.each(0..2, fn n -> println("${n}") end)
## ```
pub fn each(range :: Range, f :: Fun(Int) -> ()) -> () = reduce(range, (), fn _, n -> f(n) end)

## The first number for which `matches` is true.
##
## ```mesh
## assert_eq Range.find(1..9, fn n -> n * n > 10 end), Some(4)
## ```
pub fn find(range :: Range, matches :: Fun(Int) -> Bool) -> Option<Int> =
  find_from(range.start, range.stop, matches)

fn find_from(at :: Int, stop :: Int, matches :: Fun(Int) -> Bool) -> Option<Int> do
  if at >= stop do
    None
  else if matches(at) do
    Some(at)
  else
    find_from(at + 1, stop, matches)
  end
end

## Whether `matches` is true for some number.
##
## ```mesh
## assert Range.any(0..3, fn n -> n == 2 end)
## ```
pub fn any(range :: Range, matches :: Fun(Int) -> Bool) -> Bool do
  case find(range, matches) do
    Some(_) -> true
    None -> false
  end
end

## Whether `matches` is true for each number.
##
## ```mesh
## assert Range.all(0..3, fn n -> n < 3 end)
## ```
pub fn all(range :: Range, matches :: Fun(Int) -> Bool) -> Bool do
  not any(range, fn n -> not matches(n) end)
end

## Whether the number is one of the range.
##
## ```mesh
## assert not Range.contains(0..3, 3)
## ```
pub fn contains(range :: Range, n :: Int) -> Bool = n >= range.start and n < range.stop

## Whether there are no numbers.
##
## ```mesh
## assert Range.is_empty(3..3)
## ```
pub fn is_empty(range :: Range) -> Bool = range.stop <= range.start

## The sum of the numbers.
##
## ```mesh
## assert_eq Range.sum(1..5), 10
## ```
pub fn sum(range :: Range) -> Int = reduce(range, 0, fn total, n -> total + n end)

## Every `step`-th number from the start on. Crashes when `step` is below 1.
##
## ```mesh
## assert_eq Range.step_by(0..10, 4), [0, 4, 8]
## ```
pub fn step_by(range :: Range, step :: Int) -> List<Int> do
  if step < 1 do
    panic("a step is 1 or more, not ${step}")
  end
  steps_from(range.start, range.stop, step, [])
end

fn steps_from(at :: Int, stop :: Int, step :: Int, done :: List<Int>) -> List<Int> do
  if at >= stop do
    done
  else if at > Int.max_value() - step or at + step >= stop do
    list_append(done, at)
  else
    steps_from(at + step, stop, step, list_append(done, at))
  end
end
