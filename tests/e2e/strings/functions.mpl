fn main() do
  println("${String.length("héllo")} ${String.to_upper("straße")} ${String.to_lower("ÀB")}")
  println("[${String.trim("  x \n")}] ${String.contains("mesh", "es")} ${String.starts_with("mesh", "me")} ${String.ends_with("mesh", "x")}")
  println("${String.split("a,b,,c", ",")} ${String.join(["x", "y"], "-")}")
  println("${String.replace("aXbX", "X", "__")} ${String.slice("hello", 1, 3)} ${String.slice("hello", 3, 99)}|")
  println("${String.to_int("42")} ${String.to_int("-7")} ${String.to_int(" 7")} ${String.to_int("x")}")
  println("${String.to_float("2.5")} ${String.to_float("1e3")} ${String.to_float("abc")}")
  println(String.from(12) <> String.from(true) <> String.from(1.5))
  println("a" ++ "b" <> "c")
end
