##! Mathematics.

## Types that `Math.abs`, `Math.min`, `Math.max`, `List.sum` and `List.product` work on.
pub interface Number do
  fn absolute(self) -> Self
  fn zero() -> Self
  fn one() -> Self
  fn plus(self, other :: Self) -> Self
  fn times(self, other :: Self) -> Self
end

impl Number for Int do
  fn absolute(self) -> Int = if self < 0 do -self else self end
  fn zero() -> Int = 0
  fn one() -> Int = 1
  fn plus(self, other :: Int) -> Int = self + other
  fn times(self, other :: Int) -> Int = self * other
end

impl Number for Float do
  @extern("%float_abs")
  fn absolute(self) -> Float
  fn zero() -> Float = 0.0
  fn one() -> Float = 1.0
  fn plus(self, other :: Float) -> Float = self + other
  fn times(self, other :: Float) -> Float = self * other
end

## The value without its sign.
pub fn abs<T>(x :: T) -> T where T: Number = x.absolute()

## The larger value, in the order of `compare`: NaN is larger than any number.
pub fn max<T>(a :: T, b :: T) -> T where T: Number, T: Ord = if is_less(a.compare(b)) do b else a end

## The smaller value, in the order of `compare`: NaN is larger than any number.
pub fn min<T>(a :: T, b :: T) -> T where T: Number, T: Ord = if is_less(b.compare(a)) do b else a end

## The circle constant.
pub fn pi() -> Float = 3.141592653589793

## `x` to the power of `y`.
@extern("mesh_math_pow")
pub fn pow(x :: Float, y :: Float) -> Float

## The square root; NaN for negative numbers.
@extern("%float_sqrt")
pub fn sqrt(x :: Float) -> Float

@extern("%float_floor")
fn float_floor(x :: Float) -> Float

@extern("%float_ceil")
fn float_ceil(x :: Float) -> Float

@extern("mesh_math_round")
fn float_round(x :: Float) -> Float

## The next whole number below.
pub fn floor(x :: Float) -> Int = Float.to_int(float_floor(x))

## The next whole number above.
pub fn ceil(x :: Float) -> Int = Float.to_int(float_ceil(x))

## The nearest whole number; halves go away from zero.
pub fn round(x :: Float) -> Int = Float.to_int(float_round(x))

## The natural logarithm.
@extern("mesh_math_log")
pub fn log(x :: Float) -> Float

## e to the power of `x`.
@extern("mesh_math_exp")
pub fn exp(x :: Float) -> Float

## The sine of an angle in radians.
@extern("mesh_math_sin")
pub fn sin(x :: Float) -> Float

## The cosine of an angle in radians.
@extern("mesh_math_cos")
pub fn cos(x :: Float) -> Float

## A random whole number from `low` up to, but without, `high`. Crashes unless `low < high`.
@extern("mesh_math_random_int")
pub fn random_int(low :: Int, high :: Int) -> Int

## A random number from 0 up to, but without, 1.
@extern("mesh_math_random_float")
pub fn random_float() -> Float
