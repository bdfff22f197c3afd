# modes: debug release
fn show(value :: Option<Int>) -> String do
  case value do
    Some(n) -> "${n}"
    None -> "none"
  end
end

fn main() do
  let max = 9223372036854775807
  let min = -max - 1
  println("${show(Int.checked_add(max, 1))} ${show(Int.checked_add(max, min))}")
  println("${show(Int.checked_sub(min, 1))} ${show(Int.checked_sub(5, 8))}")
  println("${show(Int.checked_mul(max, 2))} ${show(Int.checked_mul(min, -1))} ${show(Int.checked_mul(3037000499, 3037000499))}")
  println("${Int.wrapping_add(max, 1) == min} ${Int.wrapping_sub(min, 1) == max} ${Int.wrapping_mul(max, 2)}")
  println("${Int.shift_left(1, 62)} ${Int.shift_right(-8, 1)} ${Int.bit_and(12, 10)} ${Int.bit_or(12, 10)} ${Int.bit_xor(12, 10)}")
  println("${Float.to_int(1e30) == max} ${Float.to_int(-1e30) == min} ${Float.to_int(0.0 / 0.0)} ${Float.to_int(-2.9)}")
  println("${min % -1} ${min / 1 == min} ${min / 2}")
  println("${String.to_int("9223372036854775807")} ${String.to_int("9223372036854775808")} ${String.to_int("-9223372036854775808")}")
  # FNV-1a over code points needs arithmetic that wraps.
  let hash = List.reduce(String.code_points("mesh"), -3750763034362895579, fn h, c ->
    Int.wrapping_mul(Int.bit_xor(h, c), 1099511628211)
  end)
  println("${hash}")
end
