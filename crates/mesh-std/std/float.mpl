##! Floating-point numbers, IEEE 754 double precision.

## The whole number as a `Float`.
@extern("%int_to_float")
pub fn from(n :: Int) -> Float

## Without its fraction; values outside the range of `Int` give its nearest end, NaN gives 0.
@extern("%float_to_int")
pub fn to_int(x :: Float) -> Int

## The shortest text that reads back as the same number.
pub fn to_string(x :: Float) -> String = x.to_string()
