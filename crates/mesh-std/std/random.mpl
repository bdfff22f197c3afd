##! Random numbers. A generator with a seed gives the same numbers in every run: it is a value, and each function gives the
##! next one beside its result. Functions without a generator take their numbers from the system's source. For secrets there
##! is `Crypto`.

## A generator (ChaCha with 12 rounds): its key, and a place in its numbers.
pub struct Random do
  key :: Bytes
  position :: Int
end deriving(Eq)

@extern("mesh_random_key")
@reads
fn key_of(seed :: Int) -> Bytes

@extern("mesh_random_int")
@reads
fn int_at(key :: Bytes, position :: Int, low :: Int, high :: Int) -> (Int, Int)

@extern("mesh_random_float")
@reads
fn float_at(key :: Bytes, position :: Int) -> Float

@extern("mesh_random_bytes")
@reads
fn bytes_at(key :: Bytes, position :: Int, count :: Int) -> Bytes

## The generator of a seed.
##
## ```mesh
## assert_eq Random.seed(5), Random.seed(5)
## ```
pub fn seed(number :: Int) -> Random = Random { key: key_of(number), position: 0 }

## A generator that nobody can foresee.
##
## ```mesh
## assert Random.new() != Random.new()
## ```
pub fn new() -> Random = Random { key: Crypto.random_bytes(32), position: 0 }

## A number from `low` up to, but without, `high`. Crashes unless `low < high`.
##
## ```mesh
## let (number, next) = Random.int(Random.seed(1), 1, 7)
## assert number >= 1 and number < 7
## assert next != Random.seed(1)
## ```
pub fn int(random :: Random, low :: Int, high :: Int) -> (Int, Random) do
  let (number, next) = int_at(random.key, random.position, low, high)
  (number, %{random | position: next})
end

## The same from the system's source.
pub fn int(low :: Int, high :: Int) -> Int = Math.random_int(low, high)

## A number from 0 up to, but without, 1.
##
## ```mesh
## let (number, _) = Random.float(Random.seed(1))
## assert number >= 0.0 and number < 1.0
## ```
pub fn float(random :: Random) -> (Float, Random) do
  (float_at(random.key, random.position), %{random | position: random.position + 2})
end

## The same from the system's source.
pub fn float() -> Float = Math.random_float()

## True as often as false.
##
## ```mesh
## let (_, next) = Random.bool(Random.seed(1))
## assert next != Random.seed(1)
## ```
pub fn bool(random :: Random) -> (Bool, Random) do
  let (number, next) = int(random, 0, 2)
  (number == 1, next)
end

## The same from the system's source.
pub fn bool() -> Bool = Math.random_int(0, 2) == 1

## So many bytes, 16 MiB at most.
##
## ```mesh
## let (bytes, _) = Random.bytes(Random.seed(1), 16)
## assert_eq Bytes.length(bytes), 16
## ```
pub fn bytes(random :: Random, count :: Int) -> (Bytes, Random) do
  (bytes_at(random.key, random.position, count), %{random |
    position: random.position + (count + 3) / 4
  })
end

## An element of a list; `None` when it is empty.
##
## ```mesh
## let (chosen, _) = Random.choice(Random.seed(1), ["a", "b"])
## assert chosen == Some("a") or chosen == Some("b")
## ```
pub fn choice<T>(random :: Random, list :: List<T>) -> (Option<T>, Random) do
  if List.is_empty(list) do
    (None, random)
  else
    let (index, next) = int(random, 0, List.length(list))
    (Some(list[index]), next)
  end
end

## The same from the system's source.
pub fn choice<T>(list :: List<T>) -> Option<T> = Tuple.first(choice(new(), list))

## The elements in another order, each order with the same probability.
##
## ```mesh
## let (mixed, _) = Random.shuffle(Random.seed(1), [1, 2, 3])
## assert_eq List.sort(mixed, fn a, b -> a - b end), [1, 2, 3]
## ```
pub fn shuffle<T>(random :: Random, list :: List<T>) -> (List<T>, Random) do
  mix(random, list, 0, List.length(list))
end

## The same from the system's source.
pub fn shuffle<T>(list :: List<T>) -> List<T> = Tuple.first(shuffle(new(), list))

## So many elements of a list, each at most once, in random order; all when there are fewer.
##
## ```mesh
## let (some, _) = Random.sample(Random.seed(1), [1, 2, 3], 2)
## assert_eq List.length(some), 2
## ```
pub fn sample<T>(random :: Random, list :: List<T>, count :: Int) -> (List<T>, Random) do
  let wanted = Int.clamp(count, 0, List.length(list))
  let (mixed, next) = mix(random, list, 0, wanted)
  (List.take(mixed, wanted), next)
end

## The same from the system's source.
pub fn sample<T>(list :: List<T>, count :: Int) -> List<T> = Tuple.first(sample(new(), list, count))

# Puts one of the elements from `index` on in each place up to `stop` (Fisher and Yates).
fn mix<T>(random :: Random, list :: List<T>, index :: Int, stop :: Int) -> (List<T>, Random) do
  if index >= stop do
    (list, random)
  else
    let (chosen, next) = int(random, index, List.length(list))
    let there = list[chosen]
    let here = list[index]
    mix(next, List.set(List.set(list, chosen, here), index, there), index + 1, stop)
  end
end

## Two generators that have nothing to do with each other: one for another actor, one to go on with.
##
## ```mesh
## let (one, other) = Random.split(Random.seed(1))
## assert one != other
## ```
pub fn split(random :: Random) -> (Random, Random) do
  let (key, next) = bytes(random, 32)
  (Random { key: key, position: 0 }, next)
end

# The key would tell all numbers that come.
impl Debug for Random do
  fn inspect(self) -> String = "Random"
end
