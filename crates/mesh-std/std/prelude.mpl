##! What every module sees without an import: the basic types, the traits behind operators, printing, crashing.

# ---- types ------------------------------------------------------------------------------------------------------

## A value that may be absent.
pub type Option<T> do
  Some(T)
  None
end deriving()

## The value of something that can fail, or why it failed.
pub type Result<T, E> do
  Ok(T)
  Err(E)
end deriving()

## How two values compare.
pub type Ordering do
  Less
  Equal
  Greater
end deriving()

## An immutable sequence, contiguous in memory.
@opaque
pub type List<T>

## Keys and values, in the order in which the keys were first put in.
@opaque
pub type Map<K, V>

## Immutable bytes of any kind, where a `String` is text.
@opaque
pub type Bytes

## Distinct values, in the order in which they were first added.
@opaque
pub type Set<T>

## The address of an actor that receives messages of type `M`. A bare `Pid` accepts any; what is sent through it is
## checked when it is sent.
@opaque
pub type Pid<M>

## The whole numbers from `start` up to, but without, `stop`.
pub struct Range do
  start :: Int
  stop :: Int
end deriving()

# ---- traits -----------------------------------------------------------------------------------------------------

## `a + b`
pub interface Add do
  type Output
  fn add(self, other :: Self) -> Self.Output
end

## `a - b`
pub interface Sub do
  type Output
  fn sub(self, other :: Self) -> Self.Output
end

## `a * b`
pub interface Mul do
  type Output
  fn mul(self, other :: Self) -> Self.Output
end

## `a / b`
pub interface Div do
  type Output
  fn div(self, other :: Self) -> Self.Output
end

## `a % b`
pub interface Mod do
  type Output
  fn mod(self, other :: Self) -> Self.Output
end

## `-a`
pub interface Neg do
  type Output
  fn neg(self) -> Self.Output
end

## `not a`
pub interface Not do
  fn not(self) -> Self
end

## `a == b` and `a != b`
pub interface Eq do
  fn eq(self, other :: Self) -> Bool
end

## `a < b` and the other comparisons.
pub interface Ord do
  fn lt(self, other :: Self) -> Bool

  fn le(self, other :: Self) -> Bool do
    not other.lt(self)
  end

  fn gt(self, other :: Self) -> Bool do
    other.lt(self)
  end

  fn ge(self, other :: Self) -> Bool do
    not self.lt(other)
  end

  fn compare(self, other :: Self) -> Ordering do
    if self.lt(other) do
      Less
    else if other.lt(self) do
      Greater
    else
      Equal
    end
  end

  # The elements in this order; equal ones stay as they were.
  fn sort_all(list :: List<Self>) -> List<Self> do
    sort_list(list, fn a, b -> order_number(a.compare(b)) end)
  end
end

## A negative number, zero or a positive one.
##
## ```mesh
## assert_eq order_number(compare(1, 2)), -1
## ```
pub fn order_number(order :: Ordering) -> Int do
  case order do
    Less -> -1
    Equal -> 0
    Greater -> 1
  end
end

## A number for a value; equal values have equal numbers.
pub interface Hash do
  fn hash(self) -> Int
end

## Text for people: what interpolation shows.
pub interface Display do
  fn to_string(self) -> String

  # `text` with the value's text behind it: what holds others writes all into one text.
  fn append_string(self, text :: String) -> String do
    text <> self.to_string()
  end
end

## Text for programmers.
pub interface Debug do
  fn inspect(self) -> String

  # `text` with the value's text behind it.
  fn append_inspect(self, text :: String) -> String do
    text <> self.inspect()
  end
end

## A value to start from.
pub interface Default do
  fn default() -> Self
end

## Makes a value from one of another type; `?` uses it for errors.
pub interface From<S> do
  fn from(value :: S) -> Self
end

## Makes a value from one of another type when that is possible. The result type of an impl's `try_from` says what
## `Error` is.
pub interface TryFrom<S> do
  type Error = _
  fn try_from(value :: S) -> Result<Self, Self.Error>
end

# ---- printing and crashing --------------------------------------------------------------------------------------

## Writes a line to standard output.
##
## ```mesh
## println("hello")
## ```
@extern("mesh_io_println")
pub fn println(text :: String) -> ()

## Writes text to standard output.
##
## ```mesh
## print("working... ")
## println("done")
## ```
@extern("mesh_io_print")
pub fn print(text :: String) -> ()

## Ends the actor with this reason.
##
## ```mesh
## assert_raises(fn -> panic("no more paper") end, "no more paper")
## ```
@extern("mesh_panic")
@pure
pub fn panic<T>(message :: String) -> T

## Ends the actor when the condition does not hold.
##
## ```mesh
## assert 1 < 2
## assert_raises(fn -> assert 2 < 1 end)
## ```
pub fn assert(condition :: Bool) -> () do
  if not condition do
    panic("assertion failed")
  end
end

## Ends the actor when the values differ.
##
## ```mesh
## assert_eq [1, 2] ++ [3], [1, 2, 3]
## ```
pub fn assert_eq<T>(left :: T, right :: T) -> () where T: Eq, T: Debug do
  if left != right do
    panic("assertion failed: ${left.inspect()} is not equal to ${right.inspect()}")
  end
end

## Ends the actor when the values are equal.
##
## ```mesh
## assert_ne "a", "A"
## ```
pub fn assert_ne<T>(left :: T, right :: T) -> () where T: Eq, T: Debug do
  if left == right do
    panic("assertion failed: both are ${left.inspect()}")
  end
end

# ---- lists, as far as this module needs them --------------------------------------------------------------------

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

# ---- Int --------------------------------------------------------------------------------------------------------

impl Add for Int do
  type Output = Int
  @extern("%int_add")
  fn add(self, other :: Int) -> Int
end

impl Sub for Int do
  type Output = Int
  @extern("%int_sub")
  fn sub(self, other :: Int) -> Int
end

impl Mul for Int do
  type Output = Int
  @extern("%int_mul")
  fn mul(self, other :: Int) -> Int
end

impl Div for Int do
  type Output = Int
  @extern("%int_div")
  fn div(self, other :: Int) -> Int
end

impl Mod for Int do
  type Output = Int
  @extern("%int_mod")
  fn mod(self, other :: Int) -> Int
end

impl Neg for Int do
  type Output = Int
  @extern("%int_neg")
  fn neg(self) -> Int
end

impl Eq for Int do
  @extern("%int_eq")
  fn eq(self, other :: Int) -> Bool
end

impl Ord for Int do
  @extern("%int_lt")
  fn lt(self, other :: Int) -> Bool
  @extern("%int_le")
  fn le(self, other :: Int) -> Bool
  fn sort_all(list :: List<Int>) -> List<Int> = sort_ints(list)
end

@extern("mesh_list_sort_ints")
@pure
@owned(list)
fn sort_ints(list :: List<Int>) -> List<Int>

impl Hash for Int do
  @extern("mesh_int_hash")
  @pure
  fn hash(self) -> Int
end

impl Display for Int do
  @extern("mesh_int_to_string")
  @pure
  fn to_string(self) -> String
  fn append_string(self, text :: String) -> String = append_int(text, self)
end

## A text with a number behind it.
##
## ```mesh
## assert_eq append_int("n = ", 5), "n = 5"
## ```
@extern("mesh_string_append_int")
@pure
@owned(text)
pub fn append_int(text :: String, value :: Int) -> String

impl Debug for Int do
  fn inspect(self) -> String = self.to_string()
  fn append_inspect(self, text :: String) -> String = append_int(text, self)
end

impl Default for Int do
  fn default() -> Int = 0
end

# ---- Float ------------------------------------------------------------------------------------------------------

impl Add for Float do
  type Output = Float
  @extern("%float_add")
  fn add(self, other :: Float) -> Float
end

impl Sub for Float do
  type Output = Float
  @extern("%float_sub")
  fn sub(self, other :: Float) -> Float
end

impl Mul for Float do
  type Output = Float
  @extern("%float_mul")
  fn mul(self, other :: Float) -> Float
end

impl Div for Float do
  type Output = Float
  @extern("%float_div")
  fn div(self, other :: Float) -> Float
end

impl Mod for Float do
  type Output = Float
  @extern("%float_mod")
  fn mod(self, other :: Float) -> Float
end

impl Neg for Float do
  type Output = Float
  @extern("%float_neg")
  fn neg(self) -> Float
end

impl Eq for Float do
  @extern("%float_eq")
  fn eq(self, other :: Float) -> Bool
end

# All four comparisons are false when one side is NaN; `compare` has it behind all numbers.
impl Ord for Float do
  @extern("%float_lt")
  fn lt(self, other :: Float) -> Bool
  @extern("%float_le")
  fn le(self, other :: Float) -> Bool
  fn gt(self, other :: Float) -> Bool = other.lt(self)
  fn ge(self, other :: Float) -> Bool = other.le(self)

  fn compare(self, other :: Float) -> Ordering do
    if self < other do
      Less
    else if other < self do
      Greater
    else
      (self != self).compare(other != other)
    end
  end

  fn sort_all(list :: List<Float>) -> List<Float> = sort_floats(list)
end

@extern("mesh_list_sort_floats")
@pure
@owned(list)
fn sort_floats(list :: List<Float>) -> List<Float>

impl Hash for Float do
  @extern("mesh_float_hash")
  @pure
  fn hash(self) -> Int
end

impl Display for Float do
  @extern("mesh_float_to_string")
  @pure
  fn to_string(self) -> String
end

impl Debug for Float do
  fn inspect(self) -> String = self.to_string()
end

impl Default for Float do
  fn default() -> Float = 0.0
end

impl From<Int> for Float do
  @extern("%int_to_float")
  fn from(value :: Int) -> Float
end

# ---- Bool, unit, Atom -------------------------------------------------------------------------------------------

impl Not for Bool do
  @extern("%bool_not")
  fn not(self) -> Bool
end

impl Eq for Bool do
  @extern("%bool_eq")
  fn eq(self, other :: Bool) -> Bool
end

impl Ord for Bool do
  fn lt(self, other :: Bool) -> Bool = other and not self
end

impl Hash for Bool do
  fn hash(self) -> Int = if self do 1 else 0 end
end

impl Display for Bool do
  fn to_string(self) -> String = if self do "true" else "false" end
end

impl Debug for Bool do
  fn inspect(self) -> String = self.to_string()
end

impl Default for Bool do
  fn default() -> Bool = false
end

impl Eq for () do
  fn eq(self, _other :: ()) -> Bool = true
end

impl Ord for () do
  fn lt(self, _other :: ()) -> Bool = false
end

impl Display for () do
  fn to_string(self) -> String = "()"
end

impl Debug for () do
  fn inspect(self) -> String = "()"
end

impl Hash for () do
  fn hash(self) -> Int = 0
end

impl Default for () do
  fn default() -> () = ()
end

impl Eq for Atom do
  @extern("%atom_eq")
  fn eq(self, other :: Atom) -> Bool
end

impl Hash for Atom do
  fn hash(self) -> Int = self.to_string().hash()
end

impl Display for Atom do
  @extern("mesh_atom_to_string")
  @pure
  fn to_string(self) -> String
end

impl Debug for Atom do
  fn inspect(self) -> String = ":" <> self.to_string()
end

# ---- String -----------------------------------------------------------------------------------------------------

## Two texts, one after the other; in place when nobody else holds the first.
##
## ```mesh
## assert_eq string_concat("ab", "c"), "ab" <> "c"
## ```
@extern("%string_append")
pub fn string_concat(left :: String, right :: String) -> String

## Whether the texts are the same.
##
## ```mesh
## assert string_eq("ab", "a" <> "b")
## ```
@extern("mesh_string_eq")
@pure
pub fn string_eq(left :: String, right :: String) -> Bool

## A number by which a match with many texts finds the one to compare with.
##
## ```mesh
## assert_eq string_case_hash("ab"), string_case_hash("a" <> "b")
## ```
@extern("mesh_string_case_hash")
@pure
pub fn string_case_hash(text :: String) -> Int

impl Eq for String do
  fn eq(self, other :: String) -> Bool = string_eq(self, other)
end

impl Ord for String do
  @extern("mesh_string_lt")
  @pure
  fn lt(self, other :: String) -> Bool

  fn compare(self, other :: String) -> Ordering do
    let order = string_order(self, other)
    if order < 0 do
      Less
    else if order > 0 do
      Greater
    else
      Equal
    end
  end
end

# A negative number, zero or a positive one.
@extern("mesh_string_compare")
@pure
fn string_order(left :: String, right :: String) -> Int

impl Hash for String do
  @extern("mesh_string_hash")
  @pure
  fn hash(self) -> Int
end

impl Display for String do
  fn to_string(self) -> String = self
end

impl Debug for String do
  @extern("mesh_string_inspect")
  @pure
  fn inspect(self) -> String
end

impl Default for String do
  fn default() -> String = ""
end

# ---- Bytes ------------------------------------------------------------------------------------------------------

@extern("mesh_bytes_eq")
@pure
fn bytes_eq(left :: Bytes, right :: Bytes) -> Bool

impl Eq for Bytes do
  fn eq(self, other :: Bytes) -> Bool = bytes_eq(self, other)
end

# Byte by byte; what the other begins with is less.
impl Ord for Bytes do
  @extern("mesh_bytes_lt")
  @pure
  fn lt(self, other :: Bytes) -> Bool
end

impl Hash for Bytes do
  @extern("mesh_bytes_hash")
  @pure
  fn hash(self) -> Int
end

impl Debug for Bytes do
  @extern("mesh_bytes_inspect")
  @pure
  fn inspect(self) -> String
end

impl Default for Bytes do
  fn default() -> Bytes = bytes_of("")
end

@extern("mesh_bytes_from_string")
@pure
fn bytes_of(text :: String) -> Bytes

# ---- String from others -----------------------------------------------------------------------------------------

impl From<Int> for String do
  fn from(value :: Int) -> String = value.to_string()
end

impl From<Float> for String do
  fn from(value :: Float) -> String = value.to_string()
end

impl From<Bool> for String do
  fn from(value :: Bool) -> String = value.to_string()
end

# ---- Ordering, Option, Result -----------------------------------------------------------------------------------

## How two values compare.
##
## ```mesh
## assert_eq compare(1, 2), Less
## assert_eq compare("b", "a"), Greater
## ```
pub fn compare<T>(left :: T, right :: T) -> Ordering where T: Ord do
  left.compare(right)
end

## Whether it is `Less`.
##
## ```mesh
## assert is_less(compare("a", "b"))
## ```
pub fn is_less(order :: Ordering) -> Bool do
  case order do
    Less -> true
    _ -> false
  end
end

## Whether it is not `Equal`.
##
## ```mesh
## assert is_decided(compare(1, 2))
## assert not is_decided(compare(2, 2))
## ```
pub fn is_decided(order :: Ordering) -> Bool do
  case order do
    Equal -> false
    _ -> true
  end
end

impl Eq for Ordering do
  fn eq(self, other :: Ordering) -> Bool do
    case (self, other) do
      (Less, Less) -> true
      (Equal, Equal) -> true
      (Greater, Greater) -> true
      _ -> false
    end
  end
end

impl Ord for Ordering do
  fn lt(self, other :: Ordering) -> Bool = ordering_rank(self) < ordering_rank(other)
end

impl Hash for Ordering do
  fn hash(self) -> Int = ordering_rank(self)
end

fn ordering_rank(ordering :: Ordering) -> Int do
  case ordering do
    Less -> 0
    Equal -> 1
    Greater -> 2
  end
end

impl Display for Ordering do
  fn to_string(self) -> String do
    case self do
      Less -> "Less"
      Equal -> "Equal"
      Greater -> "Greater"
    end
  end
end

impl Debug for Ordering do
  fn inspect(self) -> String = self.to_string()
end

impl Eq for Option<T> where T: Eq do
  fn eq(self, other :: Option<T>) -> Bool do
    case (self, other) do
      (Some(a), Some(b)) -> a == b
      (None, None) -> true
      _ -> false
    end
  end
end

impl Ord for Option<T> where T: Ord do
  fn lt(self, other :: Option<T>) -> Bool = is_less(self.compare(other))

  fn compare(self, other :: Option<T>) -> Ordering do
    case (self, other) do
      (Some(a), Some(b)) -> a.compare(b)
      (Some(_), None) -> Less
      (None, Some(_)) -> Greater
      (None, None) -> Equal
    end
  end
end

impl Hash for Option<T> where T: Hash do
  fn hash(self) -> Int do
    case self do
      Some(value) -> hash_mix(1, value.hash())
      None -> 0
    end
  end
end

impl Display for Option<T> where T: Display do
  fn to_string(self) -> String = self.append_string("")

  fn append_string(self, text :: String) -> String do
    case self do
      Some(value) -> value.append_string(text <> "Some(") <> ")"
      None -> text <> "None"
    end
  end
end

impl Debug for Option<T> where T: Debug do
  fn inspect(self) -> String = self.append_inspect("")

  fn append_inspect(self, text :: String) -> String do
    case self do
      Some(value) -> value.append_inspect(text <> "Some(") <> ")"
      None -> text <> "None"
    end
  end
end

impl Default for Option<T> do
  fn default() -> Option<T> = None
end

impl Eq for Result<T, E> where T: Eq, E: Eq do
  fn eq(self, other :: Result<T, E>) -> Bool do
    case (self, other) do
      (Ok(a), Ok(b)) -> a == b
      (Err(a), Err(b)) -> a == b
      _ -> false
    end
  end
end

impl Ord for Result<T, E> where T: Ord, E: Ord do
  fn lt(self, other :: Result<T, E>) -> Bool = is_less(self.compare(other))

  fn compare(self, other :: Result<T, E>) -> Ordering do
    case (self, other) do
      (Ok(a), Ok(b)) -> a.compare(b)
      (Err(a), Err(b)) -> a.compare(b)
      (Ok(_), Err(_)) -> Less
      (Err(_), Ok(_)) -> Greater
    end
  end
end

impl Hash for Result<T, E> where T: Hash, E: Hash do
  fn hash(self) -> Int do
    case self do
      Ok(value) -> hash_mix(0, value.hash())
      Err(error) -> hash_mix(1, error.hash())
    end
  end
end

impl Display for Result<T, E> where T: Display, E: Display do
  fn to_string(self) -> String = self.append_string("")

  fn append_string(self, text :: String) -> String do
    case self do
      Ok(value) -> value.append_string(text <> "Ok(") <> ")"
      Err(error) -> error.append_string(text <> "Err(") <> ")"
    end
  end
end

impl Debug for Result<T, E> where T: Debug, E: Debug do
  fn inspect(self) -> String = self.append_inspect("")

  fn append_inspect(self, text :: String) -> String do
    case self do
      Ok(value) -> value.append_inspect(text <> "Ok(") <> ")"
      Err(error) -> error.append_inspect(text <> "Err(") <> ")"
    end
  end
end

## One hash number from two; the order matters.
##
## ```mesh
## assert hash_mix(1, 2) != hash_mix(2, 1)
## ```
@extern("mesh_hash_mix")
@pure
pub fn hash_mix(left :: Int, right :: Int) -> Int

# ---- List -------------------------------------------------------------------------------------------------------

impl Eq for List<T> where T: Eq do
  fn eq(self, other :: List<T>) -> Bool do
    list_length(self) == list_length(other) and same_from(self, other, 0)
  end
end

fn same_from<T>(left :: List<T>, right :: List<T>, index :: Int) -> Bool where T: Eq do
  if index == list_length(left) do
    true
  else if list_at(left, index) == list_at(right, index) do
    same_from(left, right, index + 1)
  else
    false
  end
end

impl Ord for List<T> where T: Ord do
  fn lt(self, other :: List<T>) -> Bool = is_less(self.compare(other))
  fn compare(self, other :: List<T>) -> Ordering = compare_from(self, other, 0)
end

fn compare_from<T>(left :: List<T>, right :: List<T>, index :: Int) -> Ordering where T: Ord do
  if index == list_length(left) or index == list_length(right) do
    list_length(left).compare(list_length(right))
  else
    case list_at(left, index).compare(list_at(right, index)) do
      Equal -> compare_from(left, right, index + 1)
      decided -> decided
    end
  end
end

impl Hash for List<T> where T: Hash do
  fn hash(self) -> Int = reduce(self, 17, fn acc, item -> hash_mix(acc, item.hash()) end)
end

impl Display for List<T> where T: Display do
  fn to_string(self) -> String = self.append_string("")

  fn append_string(self, text :: String) -> String do
    add_items(self, text <> "[", fn text, item -> item.append_string(text) end, 0) <> "]"
  end
end

impl Debug for List<T> where T: Debug do
  fn inspect(self) -> String = self.append_inspect("")

  fn append_inspect(self, text :: String) -> String do
    add_items(self, text <> "[", fn text, item -> item.append_inspect(text) end, 0) <> "]"
  end
end

impl Default for List<T> do
  fn default() -> List<T> = []
end

# `text` with all items behind it, a comma between them.
fn add_items<T>(
  items :: List<T>,
  text :: String,
  add :: Fun(String, T) -> String,
  index :: Int
) -> String do
  if index == list_length(items) do
    text
  else if index == 0 do
    add_items(items, add(text, list_at(items, index)), add, 1)
  else
    add_items(items, add(text <> ", ", list_at(items, index)), add, index + 1)
  end
end

## The texts with a separator between them.
##
## ```mesh
## assert_eq join_texts(["a", "b"], ", "), "a, b"
## ```
@extern("mesh_string_join")
@pure
pub fn join_texts(texts :: List<String>, separator :: String) -> String

# ---- Map, Set, Range, Pid ---------------------------------------------------------------------------------------

## The empty map; `%{}` is this.
##
## ```mesh
## let none :: Map<String, Int> = map_new()
## assert_eq none, %{}
## ```
@extern("mesh_map_new")
@pure
pub fn map_new<K, V>() -> Map<K, V>

## The keys in order.
##
## ```mesh
## assert_eq map_keys(%{"b" => 2, "a" => 1}), ["b", "a"]
## ```
@extern("mesh_map_keys")
@pure
pub fn map_keys<K, V>(entries :: Map<K, V>) -> List<K>

## The values in the order of their keys.
##
## ```mesh
## assert_eq map_values(%{"b" => 2, "a" => 1}), [2, 1]
## ```
@extern("mesh_map_values")
@pure
pub fn map_values<K, V>(entries :: Map<K, V>) -> List<V>

## The entries in order.
##
## ```mesh
## assert_eq map_entries(%{"b" => 2, "a" => 1}), [("b", 2), ("a", 1)]
## ```
pub fn map_entries<K, V>(entries :: Map<K, V>) -> List<(K, V)> do
  let keys = map_keys(entries)
  pairs_from(keys, map_values(entries), 0, list_with_room(list_length(keys)))
end

fn pairs_from<K, V>(
  keys :: List<K>,
  values :: List<V>,
  index :: Int,
  done :: List<(K, V)>
) -> List<(K, V)> do
  if index == list_length(keys) do
    done
  else
    pairs_from(
      keys,
      values,
      index + 1,
      list_append(done, (list_at(keys, index), list_at(values, index)))
    )
  end
end

## Whether both maps hold equal keys with equal values, in whatever order.
##
## ```mesh
## assert map_eq(%{"b" => 2, "a" => 1}, %{"a" => 1, "b" => 2})
## ```
@extern("mesh_map_eq")
@pure
pub fn map_eq<K, V>(left :: Map<K, V>, right :: Map<K, V>) -> Bool

impl Eq for Map<K, V> where K: Eq, V: Eq do
  fn eq(self, other :: Map<K, V>) -> Bool = map_eq(self, other)
end

impl Hash for Map<K, V> where K: Hash, V: Hash do
  fn hash(self) -> Int do
    reduce(map_entries(self), 19, fn acc, (k, v) ->
      hash_join(acc, hash_mix(k.hash(), v.hash()))
    end)
  end
end

# Equal maps and sets may have another order.
@extern("%int_wrapping_add")
fn hash_join(left :: Int, right :: Int) -> Int

impl Display for Map<K, V> where K: Display, V: Display do
  fn to_string(self) -> String = self.append_string("")

  fn append_string(self, text :: String) -> String do
    let add = fn text, (k, v) -> v.append_string(k.append_string(text) <> " => ") end
    add_items(map_entries(self), text <> "%{", add, 0) <> "}"
  end
end

impl Debug for Map<K, V> where K: Debug, V: Debug do
  fn inspect(self) -> String = self.append_inspect("")

  fn append_inspect(self, text :: String) -> String do
    let add = fn text, (k, v) -> v.append_inspect(k.append_inspect(text) <> " => ") end
    add_items(map_entries(self), text <> "%{", add, 0) <> "}"
  end
end

impl Default for Map<K, V> do
  fn default() -> Map<K, V> = %{}
end

## The elements in order.
##
## ```mesh
## assert_eq set_elements(Set.from_list([3, 1, 3])), [3, 1]
## ```
@extern("mesh_set_to_list")
@pure
pub fn set_elements<T>(set :: Set<T>) -> List<T>

## Whether both sets hold equal elements.
##
## ```mesh
## assert set_eq(Set.from_list([3, 1]), Set.from_list([1, 3]))
## ```
@extern("mesh_set_eq")
@pure
pub fn set_eq<T>(left :: Set<T>, right :: Set<T>) -> Bool

impl Eq for Set<T> where T: Eq do
  fn eq(self, other :: Set<T>) -> Bool = set_eq(self, other)
end

impl Hash for Set<T> where T: Hash do
  fn hash(self) -> Int =
    reduce(set_elements(self), 23, fn acc, item -> hash_join(acc, item.hash()) end)
end

impl Display for Set<T> where T: Display do
  fn to_string(self) -> String = self.append_string("")

  fn append_string(self, text :: String) -> String do
    add_items(
      set_elements(self),
      text <> "#" <> "{",
      fn text, item -> item.append_string(text) end,
      0
    ) <>
      "}"
  end
end

impl Debug for Set<T> where T: Debug do
  fn inspect(self) -> String = self.append_inspect("")

  fn append_inspect(self, text :: String) -> String do
    add_items(
      set_elements(self),
      text <> "#" <> "{",
      fn text, item -> item.append_inspect(text) end,
      0
    ) <>
      "}"
  end
end

impl Eq for Range do
  fn eq(self, other :: Range) -> Bool = self.start == other.start and self.stop == other.stop
end

impl Hash for Range do
  fn hash(self) -> Int = hash_mix(self.start, self.stop)
end

impl Display for Range do
  fn to_string(self) -> String = "${self.start.to_string()}..${self.stop.to_string()}"
end

impl Debug for Range do
  fn inspect(self) -> String = self.to_string()
end

impl Eq for Pid<M> do
  @extern("%pid_eq")
  fn eq(self, other :: Pid<M>) -> Bool
end

impl Hash for Pid<M> do
  @extern("mesh_pid_hash")
  @pure
  fn hash(self) -> Int
end

impl Display for Pid<M> do
  @extern("mesh_pid_to_string")
  @pure
  fn to_string(self) -> String
end

impl Debug for Pid<M> do
  fn inspect(self) -> String = self.to_string()
end
