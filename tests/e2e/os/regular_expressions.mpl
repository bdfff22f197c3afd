# A log parser on regular expressions.
struct Entry do
  level :: String
  code :: Int
  text :: String
end

fn parse(line :: String) -> Option<Entry> do
  let groups = Regex.captures(~r/^\[(\w+)\]\s+(?:(\d+)\s+)?(.*)$/, line)?
  case groups do
    [_, level, "", text] -> Some(Entry { level: level, code: 0, text: text })
    [_, level, code, text] -> Some(Entry { level: level, code: String.to_int(code)?, text: text })
    _ -> None
  end
end

fn compile_error(pattern :: String) -> Bool = Result.is_err(Regex.compile(pattern))

fn main() do
  for line in ["[info] 200 all fine", "[warn] disk", "nonsense", "[error] 500 a/b c"] do
    case parse(line) do
      Some(e) -> println("${e.level}|${e.code}|${e.text}")
      None -> println("skipped ${line}")
    end
  end
  let date = ~r/(\d{4})-(\d\d)-(\d\d)/
  println(Regex.replace(date, "from 2026-01-02 to 2026-03-04", "$3.$2.$1"))
  println("${Regex.find_all(date, "2026-01-02, 2027-01-02")} ${Regex.captures(date, "none")}")
  println(Regex.replace_with(~r/\b[a-z]/, "every word here", String.to_upper))
  println("${Regex.split(~r/\s*[;,]\s*/, "a ; b,c ,,d")} ${Regex.split(~r/x/, "none")}")
  println("${Regex.is_match(~r/^b/m, "a\nb")} ${Regex.is_match(~r/^b/, "a\nb")} ${Regex.is_match(~r/a.b/s, "a\nb")} ${Regex.is_match(~r/A.B/is, "a\nb")} ${Regex.is_match(~r/a\/b/, "x a/b")}")
  println("${Regex.is_match(~r/^\p{Lu}\w+$/, "Österreich")} ${Regex.captures(~r/(a)|(b)/, "b")} ${Regex.replace(~r/l+/, "hello world all", "L")}")
  println("${compile_error("(")} ${compile_error("[a-")} ${compile_error("a{2,1}")} ${compile_error("ok")}")
  # Too large when they are compiled, in their groups, or as they are written.
  let large = [
    "(?:\\w{34}){5}",
    "((?:[ab]{0,400}c?){0,120})(d)",
    String.repeat("(a)?", 2000),
    String.repeat("abcd", 9000)
  ]
  println("${List.map(large, compile_error)} ${List.map([".{1,500}", "[a-z]{1,255}", String.repeat("(a)?", 90)], compile_error)}")
  let patterns = List.map(["^a", "b$"], fn p -> Result.unwrap(Regex.compile(p)) end)
  println("${List.map(patterns, fn r -> Regex.is_match(r, "ab") end)} ${List.all(patterns, fn r -> Regex.is_match(r, "ba") end)}")
end
