# modes: debug release
fn nan() -> Float = 0.0 / 0.0

fn main() do
  let inf = 1e308 * 10.0
  println("${inf} ${-inf} ${nan()} ${-0.0} ${0.0 - 0.0} ${1e308} ${5e-324}")
  println("${nan() == nan()} ${nan() != nan()} ${nan() < 1.0} ${nan() >= 1.0} ${inf > 1e300} ${compare(1.0, 2.0)}")
  println("${7.5 % 2.0} ${-7.5 % 2.0} ${1.0 / 3.0} ${2.0 * 3.5} ${10.0 - 0.1} ${-(2.5)}")
  println("${Math.floor(-1.5)} ${Math.ceil(-1.5)} ${Math.round(2.5)} ${Math.round(-2.5)} ${Math.round(0.49999999999999994)} ${Math.floor(1e30)}")
  println("${Math.sqrt(2.0)} ${Math.sqrt(-1.0)} ${Math.pow(2.0, 0.5)} ${Math.pow(2.0, -1.0)} ${Math.abs(-3)} ${Math.abs(-2.5)}")
  println("${Math.max(1, 2)} ${Math.min(1.5, 0.5)} ${Math.pi} ${Math.max(-1, -2)}")
  println("${Int.to_float(9007199254740993)} ${Float.to_int(2.999)} ${Float.from(3)} ${Float.to_int(nan())}")
  println("${123456789.123456789} ${0.1} ${1.0e15} ${1.5e300 > 1.0} ${100000000000000000000000.0} ${0.000001} ${1.7976931348623157e308 > 0.0}")
  println("${String.to_float("0.1")} ${String.to_float("1e400")} ${String.to_float("-0")} ${String.to_float("")} ${String.to_float(".5")}")
  println("${Math.exp(0.0)} ${Math.log(1.0)} ${Math.sin(0.0)} ${Math.cos(0.0)}")
  let r = Math.random_int(5, 8)
  let f = Math.random_float()
  println("${r >= 5 and r < 8} ${f >= 0.0 and f < 1.0} ${List.sorted([2.0, -1.0, 1.5])} ${[1.0] == [1.0]}")
  let sum =
    List.reduce(Range.to_list(0..1000), 0.0, fn acc, n -> acc + 1.0 / Int.to_float(n + 1) end)
  println("${sum}")
end
