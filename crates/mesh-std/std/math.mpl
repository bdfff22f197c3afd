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
##
## ```mesh
## assert_eq Math.abs(-3), 3
## ```
pub fn abs<T>(x :: T) -> T where T: Number = x.absolute()

## The larger value, in the order of `compare`: NaN is larger than any number.
##
## ```mesh
## assert_eq Math.max(1, 2), 2
## ```
pub fn max<T>(a :: T, b :: T) -> T where T: Number, T: Ord =
  if is_less(a.compare(b)) do b else a end

## The smaller value, in the order of `compare`: NaN is larger than any number.
##
## ```mesh
## assert_eq Math.min(1.5, 2.5), 1.5
## ```
pub fn min<T>(a :: T, b :: T) -> T where T: Number, T: Ord =
  if is_less(b.compare(a)) do b else a end

## The circle constant.
##
## ```mesh
## assert_eq Float.round_to(Math.pi, 2), 3.14
## ```
pub const pi :: Float = 3.141592653589793

## `x` to the power of `y`.
##
## ```mesh
## assert_eq Math.pow(2.0, 3.0), 8.0
## ```
@extern("mesh_math_pow")
@pure
pub fn pow(x :: Float, y :: Float) -> Float

## The square root; NaN for negative numbers.
##
## ```mesh
## assert_eq Math.sqrt(9.0), 3.0
## ```
@extern("%float_sqrt")
pub fn sqrt(x :: Float) -> Float

@extern("%float_floor")
fn float_floor(x :: Float) -> Float

@extern("%float_ceil")
fn float_ceil(x :: Float) -> Float

@extern("mesh_math_round")
@pure
fn float_round(x :: Float) -> Float

## The next whole number below.
##
## ```mesh
## assert_eq Math.floor(-1.5), -2
## ```
pub fn floor(x :: Float) -> Int = Float.to_int(float_floor(x))

## The next whole number above.
##
## ```mesh
## assert_eq Math.ceil(1.2), 2
## ```
pub fn ceil(x :: Float) -> Int = Float.to_int(float_ceil(x))

## The nearest whole number; halves go away from zero.
##
## ```mesh
## assert_eq Math.round(2.6), 3
## ```
pub fn round(x :: Float) -> Int = Float.to_int(float_round(x))

## The natural logarithm.
##
## ```mesh
## assert_eq Math.log(1.0), 0.0
## ```
@extern("mesh_math_log")
@pure
pub fn log(x :: Float) -> Float

## The logarithm to base 2.
##
## ```mesh
## assert_eq Math.log2(8.0), 3.0
## ```
@extern("mesh_math_log2")
@pure
pub fn log2(x :: Float) -> Float

## The logarithm to base 10.
##
## ```mesh
## assert_eq Math.log10(1000.0), 3.0
## ```
@extern("mesh_math_log10")
@pure
pub fn log10(x :: Float) -> Float

## e to the power of `x`.
##
## ```mesh
## assert_eq Math.exp(0.0), 1.0
## ```
@extern("mesh_math_exp")
@pure
pub fn exp(x :: Float) -> Float

## The sine of an angle in radians.
##
## ```mesh
## assert_eq Math.sin(0.0), 0.0
## ```
@extern("mesh_math_sin")
@pure
pub fn sin(x :: Float) -> Float

## The cosine of an angle in radians.
##
## ```mesh
## assert_eq Math.cos(0.0), 1.0
## ```
@extern("mesh_math_cos")
@pure
pub fn cos(x :: Float) -> Float

## The tangent of an angle in radians.
##
## ```mesh
## assert_eq Math.tan(0.0), 0.0
## ```
@extern("mesh_math_tan")
@pure
pub fn tan(x :: Float) -> Float

## The angle in radians whose sine is `x`, from -pi/2 to pi/2; NaN unless `x` lies from -1 to 1.
##
## ```mesh
## assert_eq Math.asin(1.0), Math.pi / 2.0
## ```
@extern("mesh_math_asin")
@pure
pub fn asin(x :: Float) -> Float

## The angle in radians whose cosine is `x`, from 0 to pi; NaN unless `x` lies from -1 to 1.
##
## ```mesh
## assert_eq Math.acos(-1.0), Math.pi
## ```
@extern("mesh_math_acos")
@pure
pub fn acos(x :: Float) -> Float

## The angle in radians whose tangent is `x`, from -pi/2 to pi/2.
##
## ```mesh
## assert_eq Math.atan(1.0), Math.pi / 4.0
## ```
@extern("mesh_math_atan")
@pure
pub fn atan(x :: Float) -> Float

## The angle in radians from the x axis to the point (`x`, `y`), from -pi to pi. `y` comes first.
##
## ```mesh
## assert_eq Math.atan2(1.0, 0.0), Math.pi / 2.0
## assert_eq Math.atan2(0.0, -1.0), Math.pi
## ```
@extern("mesh_math_atan2")
@pure
pub fn atan2(y :: Float, x :: Float) -> Float

## The distance from the origin to the point (`x`, `y`), also where the squares would be too large.
##
## ```mesh
## assert_eq Math.hypot(3.0, 4.0), 5.0
## ```
@extern("mesh_math_hypot")
@pure
pub fn hypot(x :: Float, y :: Float) -> Float

## A random whole number from `low` up to, but without, `high`. Crashes unless `low < high`.
##
## ```mesh
## let n = Math.random_int(1, 7)
## assert n >= 1 and n < 7
## ```
@extern("mesh_math_random_int")
@reads
pub fn random_int(low :: Int, high :: Int) -> Int

## A random number from 0 up to, but without, 1.
##
## ```mesh
## let x = Math.random_float()
## assert x >= 0.0 and x < 1.0
## ```
@extern("mesh_math_random_float")
@reads
pub fn random_float() -> Float
