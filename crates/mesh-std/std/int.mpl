##! Whole numbers of 64 bits. Arithmetic that leaves the range crashes; the functions here give other choices.

## The number as a `Float`.
@extern("%int_to_float")
pub fn to_float(n :: Int) -> Float

## The number in decimal.
pub fn to_string(n :: Int) -> String = n.to_string()

## Addition modulo 2^64.
@extern("%int_wrapping_add")
pub fn wrapping_add(a :: Int, b :: Int) -> Int

## Subtraction modulo 2^64.
@extern("%int_wrapping_sub")
pub fn wrapping_sub(a :: Int, b :: Int) -> Int

## Multiplication modulo 2^64.
@extern("%int_wrapping_mul")
pub fn wrapping_mul(a :: Int, b :: Int) -> Int

## The sum, or `None` when it does not fit.
@extern("mesh_int_checked_add")
pub fn checked_add(a :: Int, b :: Int) -> Option<Int>

## The difference, or `None` when it does not fit.
@extern("mesh_int_checked_sub")
pub fn checked_sub(a :: Int, b :: Int) -> Option<Int>

## The product, or `None` when it does not fit.
@extern("mesh_int_checked_mul")
pub fn checked_mul(a :: Int, b :: Int) -> Option<Int>

## Bitwise and.
@extern("%int_and")
pub fn bit_and(a :: Int, b :: Int) -> Int

## Bitwise or.
@extern("%int_or")
pub fn bit_or(a :: Int, b :: Int) -> Int

## Bitwise exclusive or.
@extern("%int_xor")
pub fn bit_xor(a :: Int, b :: Int) -> Int

## The bits moved up by `by`; crashes unless `by` is 0 to 63.
@extern("%int_shl")
pub fn shift_left(n :: Int, by :: Int) -> Int

## The bits moved down by `by`, keeping the sign; crashes unless `by` is 0 to 63.
@extern("%int_shr")
pub fn shift_right(n :: Int, by :: Int) -> Int
