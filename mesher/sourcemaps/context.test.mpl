import Sourcemaps.Context

fn shown(content :: String, line :: Int, column :: Int) -> String do
  case Map.get(Context.around(Some(content), line, column), "context_line") do
    JsonString(text) -> text
    other -> Json.encode(other)
  end
end

test("lines around a place") do
  let content = "a\nb\r\n  c  \nd\ne\nf\ng\nh"
  let around = Context.around(Some(content), 6, 0)
  assert_eq Json.encode(Map.get(around, "pre_context")), """["b","  c","d","e","f"]"""
  assert_eq Json.encode(Map.get(around, "post_context")), """["h"]"""
  assert_eq shown(content, 1, 0), "b"
  assert_eq shown(content, 8, 0), "null"
  assert_eq Map.get(Context.around(None, 0, 0), "context_line"), JsonNull
end

test("a long line is shown around the column") do
  let (before, behind) = (String.repeat("x", 5000), String.repeat("y", 5000))
  let middle = shown("${before}boom()${behind}", 0, 5000)
  assert_eq String.length(middle), 500
  assert String.contains(middle, "xboom()y")
  assert String.starts_with(middle, "…x") and String.ends_with(middle, "y…")
  assert_eq shown("${before}boom()", 0, 5000), "…${String.repeat("x", 493)}boom()"
  assert_eq shown("boom()${behind}", 0, 0), "boom()${String.repeat("y", 493)}…"
  assert_eq String.length(shown("boom()${behind}", 0, 1000000)), 500
  assert_eq shown(String.repeat("x", 500), 0, 400), String.repeat("x", 500)
end

test("columns are those of UTF-16") do
  let line = "${String.repeat("😀", 3000)}boom()${String.repeat("y", 5000)}"
  assert String.contains(shown(line, 0, 6000), "😀boom()y")
  let shorter =
    "${String.repeat("é", 3000)}${String.repeat("✓", 3000)}boom()${String.repeat("y", 5000)}"
  assert String.contains(shown(shorter, 0, 6000), "✓boom()y")
end
