fn main() do
  let s = "Grüße, Welt"
  println("${String.length(s)} ${String.byte_length(s)} ${String.is_empty(s)} ${String.is_empty("")}")
  println("[${String.slice(s, 0, 5)}] [${String.slice(s, 7, 99)}] [${String.slice(s, -3, 2)}] [${String.slice(s, 5, 2)}]")
  println("${String.to_upper(s)} ${String.to_lower("ÄÖÜ ABC")} ${String.to_upper("straße")}")
  println("${String.contains(s, "üße")} ${String.contains(s, "")} ${String.starts_with(s, "Gr")} ${String.ends_with(s, "lt")} ${String.ends_with(s, "Lt")}")
  println("${String.index_of(s, "Welt")} ${String.index_of(s, "x")} ${String.replace("a-b-c", "-", "+")} ${String.replace("aaa", "aa", "b")}")
  println("${String.split("a,b,,c,", ",")} ${List.length(String.split("", ","))} ${String.split("abc", "")} ${List.length(String.split("abc", ""))}")
  println("${String.join(["x"], ", ")} ${String.join([], ", ")}| ${String.join(["a", "", "b"], "-")}")
  println("[${String.trim("  \t x y \n")}] [${String.trim_start("  a ")}] [${String.trim_end(" a  ")}]")
  println("${String.to_int("42")} ${String.to_int("-7")} ${String.to_int("+7")} ${String.to_int(" 7")} ${String.to_int("7.0")} ${String.to_int("")}")
  println("${String.to_float("2.5")} ${String.to_float("1e3")} ${String.to_float("-inf")} ${String.to_float("abc")}")
  println("${String.characters("añb")} ${String.code_points("aé")} ${String.from_code_points([77, 101, 115, 104, 128512])}")
  println("${String.lines("one\ntwo\r\nthree")} ${String.repeat("ab", 3)} [${String.repeat("x", 0)}]")
  println("${String.from(3)} ${String.from(2.5)} ${String.from(true)} ${String.from("s")} ${String.from([1, 2])}")
  println("${Iter.from(["a", "b", "c"]) |> Iter.map(fn c -> c <> c end) |> String.collect()}")
  println("${"apple" < "banana"} ${"Zoo" < "apple"} ${"a" < "ab"} ${"" < "a"} ${compare("b", "b")} ${"é" > "z"}")
  println("${"abc".length()} ${"a b".split(" ")} ${"shout".to_upper()}")
end
