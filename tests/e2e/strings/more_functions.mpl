# Padding, cutting and counting by characters; numbers as text in other forms.
fn crash(f :: Fun() -> String) -> () do
  Process.spawn_monitor(fn -> println(f()) end)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
end

fn main() do
  println("[${String.pad_left("7", 3)}] [${String.pad_left("7", 3, "0")}] [${String.pad_right("né", 5, "ab")}] [${String.pad_left("né", 6, "äöü")}]")
  println("[${String.pad_left("long", 2)}] [${String.pad_right("", 3)}] [${String.pad_left("x", -4, "y")}] [${String.pad_right("日本", 4)}]")
  println("${String.words("  a bc\td é\n")} ${String.words("")} ${String.words(" \n ")} ${String.words("one")}")
  println("${String.reverse("añb日")} ${String.capitalize("ÉCOLE été")} ${String.capitalize("")} ${String.capitalize("ßa")} ${String.is_blank(" \t")} ${String.is_blank("x")}")
  println("${String.last_index_of("añañb", "añ")} ${String.last_index_of("abc", "x")} ${String.last_index_of("aaa", "aa")} ${String.last_index_of("abc", "")} ${String.count("banana", "an")} ${String.count("aaa", "aa")}")
  println("${String.split_once("key=a=b", "=")} ${String.split_once_last("key=a=b", "=")} ${String.split_once("key", "=")} ${String.split_once("x", "")} ${String.split_once_last("x", "")}")
  println("${String.strip_prefix("v1.2", "v")} ${String.strip_prefix("1.2", "v")} ${String.strip_suffix("a.gz", ".gz")} ${String.strip_suffix("a", "")} ${String.replace_first("aXbX", "X", "-")}")
  println("${String.at("añb", 1)} ${String.at("añb", 3)} ${String.at("añb", -1)} ${String.equals_ignoring_case("STRASSE É", "strasse é")}")
  println("${Float.to_fixed(2.0, 2)} ${Float.to_fixed(2.675, 2)} ${Float.to_fixed(-0.004, 2)} ${Float.to_fixed(1e21, 1)} ${Float.to_fixed(0.5, 0)} ${Float.to_fixed(1.5, 0)} ${Float.to_fixed(Float.nan(), 2)} ${Float.to_fixed(Float.infinity(), 2)}")
  println("${Float.to_exponent(1234.5, 2)} ${Float.to_exponent(1234.5)} ${Float.to_exponent(0.0)} ${Float.to_exponent(-1e-7, 3)} ${Float.to_exponent(5e-324)} ${Float.to_exponent(9.999, 1)}")
  println("${Float.round_to(3.14159, 2)} ${Float.round_to(1e300, 5) == 1e300} ${Float.parse("1.5e3")} ${Float.parse("x")} ${Float.is_nan(Float.nan())} ${Float.is_finite(Float.infinity())} ${Float.is_finite(1.5)} ${Float.clamp(7.5, 0.0, 1.0)}")
  println("${String.length(Float.to_fixed(1e308, 1100))} ${String.length(Float.to_fixed(5e-324, 1074))}")
  println("${Int.to_string_base(255, 16)} ${Int.to_string_base(-255, 2)} ${Int.to_string_base(0, 36)} ${Int.to_string_base(Int.min_value(), 16)} ${Int.to_string_base(Int.max_value(), 36)}")
  println("${Int.parse("-42")} ${Int.parse("4 2")} ${Int.parse_base("FF", 16)} ${Int.parse_base("-1010", 2)} ${Int.parse_base("12", 2)} ${Int.parse_base("", 10)} ${Int.parse_base("zz", 36)} ${Int.parse_base("8000000000000000", 16)} ${Int.parse_base("-8000000000000000", 16)}")
  println("${Int.grouped(1234567, ",")} ${Int.grouped(-123456, "'")} ${Int.grouped(999, ",")} ${Int.grouped(Int.min_value(), " ")} ${Int.grouped(0, ",")}")
  println("${Int.pow(2, 62)} ${Int.pow(-3, 3)} ${Int.pow(0, 0)} ${Int.pow(-2, 63)} ${Int.floor_div(-7, 2)} ${Int.floor_mod(-7, 2)} ${Int.floor_div(7, -2)} ${Int.floor_mod(7, -2)} ${Int.floor_mod(6, -2)} ${Int.clamp(9, 1, 5)}")
  crash(fn -> String.pad_left("x", 9000000000000000000) end)
  crash(fn -> String.pad_right("x", 9000000000000000000, "abc") end)
  crash(fn -> String.pad_left("x", 5, "") end)
  crash(fn -> Float.to_fixed(1.0, 1000000000) end)
  crash(fn -> Float.to_fixed(1.0, -1) end)
  crash(fn -> Float.to_exponent(1.0, 9223372036854775807) end)
  crash(fn -> Int.to_string_base(7, 1) end)
  crash(fn -> "${Int.parse_base("7", 37)}" end)
  crash(fn -> "${Int.pow(10, 19)}" end)
  crash(fn -> "${Int.pow(10, -1)}" end)
  crash(fn -> "${Int.clamp(1, 5, 1)}" end)
end
