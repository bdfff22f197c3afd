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
