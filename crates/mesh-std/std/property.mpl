##! Properties: what holds for all values. `property("name", fn xs :: List<Int> -> ... end)` is tried with values that are chosen at random, small
##! ones first; of one for which it fails, the simplest is looked for.

## The numbers that a value is made of, chosen one after the other. A value becomes simpler when there are fewer of them, or smaller
## ones; so whatever a generator makes of them can be simplified.
pub struct Choices do
  # What is chosen first, before chance or 0.
  given :: List<Int>
  taken :: List<Int>
  random :: Option<Random>
  # From 0 for the smallest values to 100.
  size :: Int
end

## Types of which properties try values. It is derived for every struct and sum type whose parts have it.
pub interface Gen do
  fn generate(choices :: Choices) -> (Self, Choices)
end

# With more choices than these a value grows no further.
fn most_choices() -> Int = 500

## A number from 0 to `most`; the simplest is 0.
##
## ```mesh
## let choices = Choices { given: [3, 70], taken: [], random: None, size: 0 }
## let (first, next) = Property.choose(choices, 10)
## let (second, _) = Property.choose(next, 10)
## assert_eq (first, second), (3, 10)
## ```
pub fn choose(choices :: Choices, most :: Int) -> (Int, Choices) do
  choose_by(choices, most, fn random ->
    Random.int(random, 0, if most < Int.max_value() do most + 1 else most end)
  end)
end

fn choose_by(
  choices :: Choices,
  most :: Int,
  chance :: Fun(Random) -> (Int, Random)
) -> (Int, Choices) do
  let index = List.length(choices.taken)
  let (number, random) = case (List.at(choices.given, index), choices.random) do
    (Some(number), random) -> (Int.clamp(number, 0, most), random)
    (None, Some(random)) when index < most_choices() -> do
      let (number, next) = chance(random)
      (number, Some(next))
    end
    (None, random) -> (0, random)
  end
  (number, %{choices | taken: List.append(choices.taken, number), random: random})
end

## A number from `low` to `high`; the simplest is the one next to 0.
##
## ```mesh
## let choices = Choices { given: [3], taken: [], random: None, size: 0 }
## let (number, _) = Property.between(choices, 10, 20)
## assert_eq number, 13
## ```
pub fn between(choices :: Choices, low :: Int, high :: Int) -> (Int, Choices) do
  if low > high do
    panic("there is no number from ${low} to ${high}")
  end
  if low >= 0 or high < 0 do
    let (number, next) = choose(choices, high - low)
    (if low >= 0 do low + number else high - number end, next)
  else
    let (negative, next) = choose(choices, 1)
    let (number, last) = choose(next, if negative == 1 do 0 - low else high end)
    (if negative == 1 do 0 - number else number end, last)
  end
end

## One of the elements of a list; the simplest is the first. Crashes when there is none.
##
## ```mesh
## let choices = Choices { given: [1], taken: [], random: None, size: 0 }
## let (word, _) = Property.one_of(choices, ["red", "green", "blue"])
## assert_eq word, "green"
## ```
pub fn one_of<T>(choices :: Choices, list :: List<T>) -> (T, Choices) do
  if List.is_empty(list) do
    panic("there is nothing to choose from")
  end
  let (index, next) = choose(choices, List.length(list) - 1)
  (list[index], next)
end

## A value of its type.
##
## ```mesh
## let choices = Choices { given: [3], taken: [], random: None, size: 0 }
## let (number, _) = Property.any(choices)
## assert_eq number, 2
## ```
pub fn any<T>(choices :: Choices) -> (T, Choices) where T: Gen = Gen.generate(choices)

## A list of what a generator makes, of `least` elements at least.
##
## ```mesh
## let choices = Choices { given: [5, 7], taken: [], random: None, size: 0 }
## let (list, _) = Property.list_of(choices, 2, fn choices -> Property.choose(choices, 9) end)
## assert_eq list, [5, 7]
## ```
pub fn list_of<T>(
  choices :: Choices,
  least :: Int,
  one :: Fun(Choices) -> (T, Choices)
) -> (List<T>, Choices) do
  grown(choices, least, one, [])
end

fn grown<T>(
  choices :: Choices,
  least :: Int,
  one :: Fun(Choices) -> (T, Choices),
  done :: List<T>
) -> (List<T>, Choices) do
  # One more stands before each element: without both, the list is a simpler one.
  let (more, next) = if List.length(done) < least do
    (1, choices)
  else
    choose_by(choices, 1, fn random -> another(random, choices.size) end)
  end
  if more == 0 do
    (done, next)
  else
    let (value, last) = one(next)
    grown(last, least, one, List.append(done, value))
  end
end

# About as many elements as a tenth of the size.
fn another(random :: Random, size :: Int) -> (Int, Random) do
  let (number, next) = Random.int(random, 0, 2 + size / 10)
  (if number == 0 do 0 else 1 end, next)
end

# A number of as many bits as chance and the size say.
fn of_bits(random :: Random, size :: Int, most :: Int) -> (Int, Random) do
  let (bits, next) = Random.int(random, 0, 3 + size * most / 100)
  Random.int(next, 0, Int.shift_left(1, Math.min(bits, most)))
end

impl Gen for Int do
  fn generate(choices :: Choices) -> (Int, Choices) do
    let (number, next) =
      choose_by(choices, Int.max_value(), fn random -> of_bits(random, choices.size, 62) end)
    # 0, 1, -1, 2, -2 and so on.
    (if number % 2 == 0 do 0 - number / 2 else number / 2 + 1 end, next)
  end
end

impl Gen for Bool do
  fn generate(choices :: Choices) -> (Bool, Choices) do
    let (number, next) = choose(choices, 1)
    (number == 1, next)
  end
end

impl Gen for Float do
  fn generate(choices :: Choices) -> (Float, Choices) do
    let (whole, next) = any(choices)
    let (part, last) = choose(next, 999)
    (Int.to_float(whole) + Int.to_float(part) / 1000.0, last)
  end
end

impl Gen for () do
  fn generate(choices :: Choices) -> ((), Choices) = ((), choices)
end

impl Gen for String do
  fn generate(choices :: Choices) -> (String, Choices) do
    let (points, next) = list_of(choices, 0, code_point)
    (String.from_code_points(points), next)
  end
end

# Letters are the simplest, then what stands on keyboards, then all that there is.
fn code_point(choices :: Choices) -> (Int, Choices) do
  let (kind, next) = choose(choices, 9)
  if kind < 6 do
    let (letter, last) = choose(next, 25)
    (97 + letter, last)
  else if kind < 9 do
    between(next, 32, 126)
  else
    let (point, last) = choose(next, 1_112_063)
    # Surrogates are no characters.
    (if point >= 55_296 do point + 2048 else point end, last)
  end
end

impl Gen for Bytes do
  fn generate(choices :: Choices) -> (Bytes, Choices) do
    let (numbers, next) = list_of(choices, 0, fn choices -> choose(choices, 255) end)
    (Bytes.from_list(numbers), next)
  end
end

impl Gen for Option<T> where T: Gen do
  fn generate(choices :: Choices) -> (Option<T>, Choices) do
    let (is_some, next) = choose(choices, 3)
    if is_some == 0 do
      (None, next)
    else
      let (value, last) = any(next)
      (Some(value), last)
    end
  end
end

impl Gen for Result<T, E> where T: Gen, E: Gen do
  fn generate(choices :: Choices) -> (Result<T, E>, Choices) do
    let (is_error, next) = choose(choices, 2)
    if is_error == 2 do
      let (error, last) = any(next)
      (Err(error), last)
    else
      let (value, last) = any(next)
      (Ok(value), last)
    end
  end
end

impl Gen for List<T> where T: Gen do
  fn generate(choices :: Choices) -> (List<T>, Choices) =
    list_of(choices, 0, fn choices -> any(choices) end)
end

impl Gen for Map<K, V> where K: Gen, K: Hash, V: Gen do
  fn generate(choices :: Choices) -> (Map<K, V>, Choices) do
    let (pairs, next) = list_of(choices, 0, fn choices -> pair(choices) end)
    (Map.from_list(pairs), next)
  end
end

impl Gen for Set<T> where T: Gen, T: Hash do
  fn generate(choices :: Choices) -> (Set<T>, Choices) do
    let (items, next) = list_of(choices, 0, fn choices -> any(choices) end)
    (Set.from_list(items), next)
  end
end

fn pair<A, B>(choices :: Choices) -> ((A, B), Choices) where A: Gen, B: Gen do
  let (first, next) = any(choices)
  let (second, last) = any(next)
  ((first, second), last)
end

impl Gen for (A, B) where A: Gen, B: Gen do
  fn generate(choices :: Choices) -> ((A, B), Choices) = pair(choices)
end

impl Gen for (A, B, C) where A: Gen, B: Gen, C: Gen do
  fn generate(choices :: Choices) -> ((A, B, C), Choices) do
    let ((first, second), next) = pair(choices)
    let (third, last) = any(next)
    ((first, second, third), last)
  end
end

impl Gen for (A, B, C, D) where A: Gen, B: Gen, C: Gen, D: Gen do
  fn generate(choices :: Choices) -> ((A, B, C, D), Choices) do
    let (((a, b), (c, d)), next) = pair(choices)
    ((a, b, c, d), next)
  end
end

impl Gen for (A, B, C, D, E) where A: Gen, B: Gen, C: Gen, D: Gen, E: Gen do
  fn generate(choices :: Choices) -> ((A, B, C, D, E), Choices) do
    let (((a, b), (c, d, e)), next) = pair(choices)
    ((a, b, c, d, e), next)
  end
end

impl Gen for (A, B, C, D, E, F) where A: Gen, B: Gen, C: Gen, D: Gen, E: Gen, F: Gen do
  fn generate(choices :: Choices) -> ((A, B, C, D, E, F), Choices) do
    let (((a, b, c), (d, e, f)), next) = pair(choices)
    ((a, b, c, d, e, f), next)
  end
end

impl Gen for (A, B, C, D, E, F, G) where A: Gen, B: Gen, C: Gen, D: Gen, E: Gen, F: Gen, G: Gen do
  fn generate(choices :: Choices) -> ((A, B, C, D, E, F, G), Choices) do
    let (((a, b, c), (d, e, f, g)), next) = pair(choices)
    ((a, b, c, d, e, f, g), next)
  end
end

impl Gen for (A, B, C, D, E, F, G, H)
  where A: Gen, B: Gen, C: Gen, D: Gen, E: Gen, F: Gen, G: Gen, H: Gen do
  fn generate(choices :: Choices) -> ((A, B, C, D, E, F, G, H), Choices) do
    let (((a, b, c, d), (e, f, g, h)), next) = pair(choices)
    ((a, b, c, d, e, f, g, h), next)
  end
end

# ---- trying -----------------------------------------------------------------------------------------------------

# What became of a property with one value.
type Trial do
  Holds
  Fails
  # The value is none that the property is about.
  Unfit
end deriving(Eq)

fn unfit() -> String = "property: not a value that it is about"

## Leaves the values out for which the condition is false.
##
## ```mesh
## Property.check(20, fn choices ->
##   let (n, next) = Property.any(choices)
##   let halved = fn ->
##     Property.assume(n > 0)
##     assert n / 2 < n
##   end
##   Property.tried(halved, [("n", "${n}")], next)
## end)
## ```
pub fn assume(condition :: Bool) -> () do
  if not condition do
    panic(unfit())
  end
end

## What a property does with a value that is made of choices: the trial itself, what the value is called and looks like, and the choices.
pub struct Tried do
  trial :: Fun() -> ()
  shown :: List<(String, String)>
  choices :: Choices
end deriving()

## What is to be done with values, how they are shown, and what they are made of.
##
## ```mesh
## let choices = Choices { given: [3], taken: [], random: None, size: 0 }
## let (n, next) = Property.choose(choices, 10)
## let tried = Property.tried(fn -> assert n < 10 end, [("n", "${n}")], next)
## assert_eq tried.choices.taken, [3]
## ```
pub fn tried(trial :: Fun() -> (), shown :: List<(String, String)>, choices :: Choices) -> Tried do
  Tried { trial: trial, shown: shown, choices: choices }
end

fn trial_of(tried :: Tried) -> Trial do
  let f = tried.trial
  case Job.await(Job.async(f)) do
    Ok(_) -> Holds
    Err(reason) when reason == unfit() -> Unfit
    Err(_) -> Fails
  end
end

fn replayed(given :: List<Int>) -> Choices =
  Choices { given: given, taken: [], random: None, size: 0 }

## The simplest choices that make the property fail, if any of so many do: those in `known` are tried first. Also how many were tried.
##
## ```mesh
## let make = fn choices ->
##   let (n, next) = Property.choose(choices, 1000)
##   Property.tried(fn -> assert n < 10 end, [("n", "${n}")], next)
## end
## # The simplest number for which it fails.
## assert_eq Property.search([[700]], 1, 0, make), Ok((Some([10]), 0))
## ```
pub fn search(
  known :: List<List<Int>>,
  cases :: Int,
  seed :: Int,
  make :: Fun(Choices) -> Tried
) -> Result<(Option<List<Int>>, Int), String> do
  case List.find(known, fn given -> trial_of(make(replayed(given))) == Fails end) do
    Some(given) -> Ok((Some(simplest(make, given)), 0))
    None -> do
      let (found, tried) = hunt(make, 0, cases, 0, Random.seed(seed))?
      Ok((Option.map(found, fn given -> simplest(make, given) end), tried))
    end
  end
end

fn hunt(
  make :: Fun(Choices) -> Tried,
  tried :: Int,
  cases :: Int,
  unfit :: Int,
  random :: Random
) -> Result<(Option<List<Int>>, Int), String> do
  if tried == cases do
    Ok((None, tried))
  else if unfit > 20 * cases + 100 do
    Err("of ${tried + unfit} values only ${tried} were what the property is about: generate them as they are needed")
  else
    let (here, next) = Random.split(random)
    let size = Math.min(100, (tried + unfit / 10) * 100 / Math.max(cases, 1))
    let made = make(Choices { given: [], taken: [], random: Some(here), size: size })
    case trial_of(made) do
      Holds -> hunt(make, tried + 1, cases, unfit, next)
      Unfit -> hunt(make, tried, cases, unfit + 1, next)
      Fails -> Ok((Some(made.choices.taken), tried + 1))
    end
  end
end

# How many values may be tried to find the simplest.
fn most_steps() -> Int = 2000

# The choices that fail and were found so far, and how many steps are left.
struct Best do
  choices :: List<Int>
  steps :: Int
end

fn simplest(make :: Fun(Choices) -> Tried, found :: List<Int>) -> List<Int> do
  improved(make, Best { choices: found, steps: most_steps() }).choices
end

fn improved(make :: Fun(Choices) -> Tried, best :: Best) -> Best do
  let shorter = List.reduce([8, 7, 6, 5, 4, 3, 2, 1], best, fn best, count ->
    without(make, best, count, List.length(best.choices) - count)
  end)
  let alike = lowered_together(make, lowered(make, shorter, 0), 0)
  let smaller = moved(make, alike, 0, 1)
  if smaller.steps <= 0 or smaller.choices == best.choices do
    smaller
  else
    improved(make, smaller)
  end
end

# Leaves out so many choices, from the last place to the first.
fn without(make :: Fun(Choices) -> Tried, best :: Best, count :: Int, at :: Int) -> Best do
  if at < 0 or best.steps <= 0 do
    best
  else
    let fewer = List.take(best.choices, at) ++ List.drop(best.choices, at + count)
    let next = attempt(make, best, fewer)
    without(make, next, count, Math.min(at - 1, List.length(next.choices) - count))
  end
end

# Makes each choice as small as it can be.
fn lowered(make :: Fun(Choices) -> Tried, best :: Best, at :: Int) -> Best do
  case List.at(best.choices, at) do
    None -> best
    Some(_) when best.steps <= 0 -> best
    Some(0) -> lowered(make, best, at + 1)
    Some(number) -> do
      let zero = attempt(make, best, List.set(best.choices, at, 0))
      let low = if zero.choices == best.choices do halved(make, zero, at, 0, number) else zero end
      lowered(make, low, at + 1)
    end
  end
end

# The smallest number at a place between one that is too small and one that fails.
fn halved(
  make :: Fun(Choices) -> Tried,
  best :: Best,
  at :: Int,
  small :: Int,
  fails :: Int
) -> Best do
  if fails - small <= 1 or best.steps <= 0 do
    best
  else
    let middle = small + (fails - small) / 2
    let next = attempt(make, best, List.set(best.choices, at, middle))
    if next.choices == best.choices do
      halved(make, next, at, middle, fails)
    else
      case List.at(next.choices, at) do
        Some(number) when number <= middle -> halved(make, next, at, small, number)
        _ -> next
      end
    end
  end
end

# Makes choices that are alike smaller at the same time: what is wrong may be that they are.
fn lowered_together(make :: Fun(Choices) -> Tried, best :: Best, at :: Int) -> Best do
  case List.at(best.choices, at) do
    None -> best
    Some(_) when best.steps <= 0 -> best
    Some(0) -> lowered_together(make, best, at + 1)
    Some(number) when List.length(List.filter(best.choices, fn other -> other == number end)) >
      1 -> do
      lowered_together(make, halved_together(make, best, number, -1, number), at + 1)
    end
    Some(_) -> lowered_together(make, best, at + 1)
  end
end

# The smallest number in the place of one, between one that is too small and one that fails.
fn halved_together(
  make :: Fun(Choices) -> Tried,
  best :: Best,
  number :: Int,
  small :: Int,
  fails :: Int
) -> Best do
  if fails - small <= 1 or best.steps <= 0 do
    best
  else
    let middle = small + (fails - small) / 2
    let given = List.map(best.choices, fn other -> if other == number do middle else other end end)
    let next = attempt(make, best, given)
    if next.choices == best.choices do
      halved_together(make, next, number, middle, fails)
    else if next.choices == given do
      halved_together(make, next, middle, small, middle)
    else
      next
    end
  end
end

# How far apart two choices may be of which the first becomes smaller and the second larger.
fn farthest() -> Int = 8

# Where nothing gets too large.
fn most_moved() -> Int = Int.max_value() / 4

# Moves what a choice stands for to a later one: two numbers whose sum is too large are simplest when the first is 0. Numbers with a
# sign are 0, 1, -1 and so on, so one more or one less may be right, too.
fn moved(make :: Fun(Choices) -> Tried, best :: Best, at :: Int, by :: Int) -> Best do
  case (List.at(best.choices, at), List.at(best.choices, at + by)) do
    (None, _) -> best
    _ when best.steps <= 0 -> best
    (Some(number), Some(other)) when by <= farthest() and
      number > 1 and
      Math.max(number, other) < most_moved() -> do
      let zero = List.set(best.choices, at, 0)
      let tries = for more in [0, 1, -1] do
        List.set(zero, at + by, number + other + more)
      end
      moved(
        make,
        List.reduce(tries, best, fn best, given -> attempt(make, best, given) end),
        at,
        by + 1
      )
    end
    _ -> moved(make, best, at + 1, 1)
  end
end

# The choices that are made of these, if they are simpler and fail.
fn attempt(make :: Fun(Choices) -> Tried, best :: Best, given :: List<Int>) -> Best do
  let made = make(replayed(given))
  let taken = made.choices.taken
  let is_simpler =
    List.length(taken) < List.length(best.choices) or
    (List.length(taken) == List.length(best.choices) and taken < best.choices)
  if is_simpler and trial_of(made) == Fails do
    Best { choices: taken, steps: best.steps - 1 }
  else
    %{best | steps: best.steps - 1}
  end
end

# ---- as a test --------------------------------------------------------------------------------------------------

# Whether nothing is told of crashes: those of a property that is tried are expected.
@extern("mesh_test_mute")
fn mute(on :: Bool) -> ()

## Tries a property with so many values; a failure is that of the simplest one.
##
## ```mesh
## Property.check(20, fn choices ->
##   let (n, next) = Property.choose(choices, 1000)
##   Property.tried(fn -> assert n <= 1000 end, [("n", "${n}")], next)
## end)
## ```
pub fn check(cases :: Int, make :: Fun(Choices) -> Tried) -> () do
  mute(true)
  let found = search(Test.known_cases(), cases, Test.seed(), make)
  mute(false)
  case found do
    Ok((None, _)) -> ()
    Ok((Some(given), tried)) -> do
      let made = make(replayed(given))
      Test.falsified(made.shown, made.choices.taken, tried)
      let f = made.trial
      f()
      panic("the property failed with these values, and holds with them now: it does not depend on them alone")
    end
    Err(problem) -> panic(problem)
  end
end
