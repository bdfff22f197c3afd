##! Whole numbers of 64 bits. Arithmetic that leaves the range crashes; the functions here give other choices.

## The number as a `Float`.
##
## ```mesh
## assert_eq Int.to_float(2) / 4.0, 0.5
## ```
@extern("%int_to_float")
pub fn to_float(n :: Int) -> Float

## The number in decimal.
##
## ```mesh
## assert_eq Int.to_string(-7), "-7"
## ```
pub fn to_string(n :: Int) -> String = n.to_string()

## The number in a base from 2 to 36, with small letters. Crashes on another base.
##
## ```mesh
## assert_eq Int.to_string_base(255, 16), "ff"
## ```
@extern("mesh_int_to_base")
@pure
pub fn to_string_base(n :: Int, base :: Int) -> String

## The number that the text is, in decimal with an optional sign and nothing around it.
##
## ```mesh
## assert_eq Int.parse("42"), Some(42)
## assert_eq Int.parse("4x"), None
## ```
pub fn parse(text :: String) -> Option<Int> = String.to_int(text)

## The number that the text is in a base from 2 to 36, in small or capital letters. Crashes on another base.
##
## ```mesh
## assert_eq Int.parse_base("ff", 16), Some(255)
## ```
@extern("mesh_int_parse_base")
@pure
pub fn parse_base(text :: String, base :: Int) -> Option<Int>

## The number in decimal with a separator between groups of three digits: `1,234,567`.
##
## ```mesh
## assert_eq Int.grouped(1234567, ","), "1,234,567"
## ```
pub fn grouped(n :: Int, separator :: String) -> String do
  let digits = n.to_string()
  let (sign, rest) = if n < 0 do ("-", String.slice(digits, 1, 20)) else ("", digits) end
  sign <> group_digits(rest, separator)
end

fn group_digits(digits :: String, separator :: String) -> String do
  let count = String.byte_length(digits)
  if count <= 3 do
    digits
  else
    group_digits(String.slice(digits, 0, count - 3), separator) <>
      separator <>
      String.slice(digits, count - 3, count)
  end
end

## The smallest number.
##
## ```mesh
## assert_eq Int.min_value(), -9223372036854775808
## ```
pub fn min_value() -> Int = -9223372036854775808

## The largest number.
##
## ```mesh
## assert_eq Int.max_value(), 9223372036854775807
## ```
pub fn max_value() -> Int = 9223372036854775807

## The number brought into the range from `low` to `high`, both included. Crashes when `low` is above `high`.
##
## ```mesh
## assert_eq Int.clamp(12, 0, 10), 10
## ```
pub fn clamp(n :: Int, low :: Int, high :: Int) -> Int do
  if low > high do
    panic("clamp needs low <= high, got ${low} and ${high}")
  end
  if n < low do low else if n > high do high else n end
end

## `base` to the power of `exponent`. Crashes when it does not fit, or the exponent is negative.
##
## ```mesh
## assert_eq Int.pow(2, 10), 1024
## ```
pub fn pow(base :: Int, exponent :: Int) -> Int do
  if exponent < 0 do
    panic("a whole number has no power of ${exponent}")
  end
  power(base, exponent, 1)
end

# `done * base ^ exponent`
fn power(base :: Int, exponent :: Int, done :: Int) -> Int do
  if exponent == 0 do
    done
  else
    let next = if exponent % 2 == 1 do done * base else done end
    # The last square is not needed, and may not fit.
    if exponent == 1 do next else power(base * base, exponent / 2, next) end
  end
end

## The quotient rounded down: `floor_div(-7, 2)` is -4.
##
## ```mesh
## assert_eq Int.floor_div(-7, 2), -4
## ```
pub fn floor_div(a :: Int, b :: Int) -> Int do
  let quotient = a / b
  if a % b != 0 and (a < 0) != (b < 0) do quotient - 1 else quotient end
end

## What `floor_div` leaves; it has the sign of `b`.
##
## ```mesh
## assert_eq Int.floor_mod(-7, 2), 1
## ```
pub fn floor_mod(a :: Int, b :: Int) -> Int do
  let rest = a % b
  if rest != 0 and (rest < 0) != (b < 0) do rest + b else rest end
end

## Whether the number can be halved.
##
## ```mesh
## assert Int.is_even(4)
## ```
pub fn is_even(n :: Int) -> Bool = n % 2 == 0

## Whether the number cannot be halved.
##
## ```mesh
## assert Int.is_odd(-3)
## ```
pub fn is_odd(n :: Int) -> Bool = n % 2 != 0

## Addition modulo 2^64.
##
## ```mesh
## assert_eq Int.wrapping_add(Int.max_value(), 1), Int.min_value()
## ```
@extern("%int_wrapping_add")
pub fn wrapping_add(a :: Int, b :: Int) -> Int

## Subtraction modulo 2^64.
##
## ```mesh
## assert_eq Int.wrapping_sub(Int.min_value(), 1), Int.max_value()
## ```
@extern("%int_wrapping_sub")
pub fn wrapping_sub(a :: Int, b :: Int) -> Int

## Multiplication modulo 2^64.
##
## ```mesh
## assert_eq Int.wrapping_mul(Int.max_value(), 2), -2
## ```
@extern("%int_wrapping_mul")
pub fn wrapping_mul(a :: Int, b :: Int) -> Int

## The sum, or `None` when it does not fit.
##
## ```mesh
## assert_eq Int.checked_add(Int.max_value(), 1), None
## ```
@extern("mesh_int_checked_add")
@pure
pub fn checked_add(a :: Int, b :: Int) -> Option<Int>

## The difference, or `None` when it does not fit.
##
## ```mesh
## assert_eq Int.checked_sub(3, 1), Some(2)
## ```
@extern("mesh_int_checked_sub")
@pure
pub fn checked_sub(a :: Int, b :: Int) -> Option<Int>

## The product, or `None` when it does not fit.
##
## ```mesh
## assert_eq Int.checked_mul(Int.max_value(), 2), None
## ```
@extern("mesh_int_checked_mul")
@pure
pub fn checked_mul(a :: Int, b :: Int) -> Option<Int>

## Bitwise and.
##
## ```mesh
## assert_eq Int.bit_and(6, 3), 2
## ```
@extern("%int_and")
pub fn bit_and(a :: Int, b :: Int) -> Int

## Bitwise or.
##
## ```mesh
## assert_eq Int.bit_or(6, 3), 7
## ```
@extern("%int_or")
pub fn bit_or(a :: Int, b :: Int) -> Int

## Bitwise exclusive or.
##
## ```mesh
## assert_eq Int.bit_xor(6, 3), 5
## ```
@extern("%int_xor")
pub fn bit_xor(a :: Int, b :: Int) -> Int

## The bits moved up by `by`; crashes unless `by` is 0 to 63.
##
## ```mesh
## assert_eq Int.shift_left(1, 10), 1024
## ```
@extern("%int_shl")
pub fn shift_left(n :: Int, by :: Int) -> Int

## The bits moved down by `by`, keeping the sign; crashes unless `by` is 0 to 63.
##
## ```mesh
## assert_eq Int.shift_right(-8, 1), -4
## ```
@extern("%int_shr")
pub fn shift_right(n :: Int, by :: Int) -> Int
