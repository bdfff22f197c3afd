##! Floating-point numbers, IEEE 754 double precision.

## The whole number as a `Float`.
##
## ```mesh
## assert_eq Float.from(2), 2.0
## ```
@extern("%int_to_float")
pub fn from(n :: Int) -> Float

## Without its fraction; values outside the range of `Int` give its nearest end, NaN gives 0.
##
## ```mesh
## assert_eq Float.to_int(2.9), 2
## ```
@extern("%float_to_int")
pub fn to_int(x :: Float) -> Int

## The shortest text that reads back as the same number.
##
## ```mesh
## assert_eq Float.to_string(2.5), "2.5"
## ```
pub fn to_string(x :: Float) -> String = x.to_string()

## With so many digits of its fraction, rounded to the nearest: `to_fixed(2.0, 2)` is `2.00`. Crashes unless `digits` is 0 to 1100.
##
## ```mesh
## assert_eq Float.to_fixed(2.0, 2), "2.00"
## ```
@extern("mesh_float_to_fixed")
@pure
pub fn to_fixed(x :: Float, digits :: Int) -> String

## With an exponent and so many digits of the fraction: `to_exponent(1234.5, 2)` is `1.23e3`. Crashes unless `digits` is 0
## to 1100.
##
## ```mesh
## assert String.contains(Float.to_exponent(12345.0, 2), "e")
## ```
@extern("mesh_float_to_exponent")
@pure
pub fn to_exponent(x :: Float, digits :: Int) -> String

## With an exponent and as few digits as read back as the same number.
@extern("mesh_float_to_shortest_exponent")
@pure
pub fn to_exponent(x :: Float) -> String

## The number that the text is.
##
## ```mesh
## assert_eq Float.parse("2.5"), Some(2.5)
## ```
@extern("mesh_string_to_float")
@pure
pub fn parse(text :: String) -> Option<Float>

## Rounded to so many digits of the fraction. Crashes unless `digits` is 0 to 1100.
##
## ```mesh
## assert_eq Float.round_to(2.345, 1), 2.3
## ```
pub fn round_to(x :: Float, digits :: Int) -> Float =
  Option.unwrap_or(parse(to_fixed(x, digits)), x)

## Whether this is no number: the result of `0.0 / 0.0`.
##
## ```mesh
## assert Float.is_nan(Float.nan())
## ```
pub fn is_nan(x :: Float) -> Bool = x != x

## Whether this is a number, and neither infinite.
##
## ```mesh
## assert not Float.is_finite(Float.infinity())
## ```
pub fn is_finite(x :: Float) -> Bool = x - x == 0.0

## What is larger than every number.
##
## ```mesh
## assert Float.infinity() > 1.0e300
## ```
pub fn infinity() -> Float = 1.0 / 0.0

## What is no number.
##
## ```mesh
## assert Float.nan() != Float.nan()
## ```
pub fn nan() -> Float = 0.0 / 0.0

## The number brought into the range from `low` to `high`. Crashes when `low` is above `high`.
##
## ```mesh
## assert_eq Float.clamp(2.5, 0.0, 1.0), 1.0
## ```
pub fn clamp(x :: Float, low :: Float, high :: Float) -> Float do
  if low > high do
    panic("clamp needs low <= high, got ${low} and ${high}")
  end
  if x < low do low else if x > high do high else x end
end
