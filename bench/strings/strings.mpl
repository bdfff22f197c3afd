# Text: numbers are appended to one text, which is split again; each piece is read, changed and joined.
# args: 1000
# modes: debug release

fn build(i :: Int, count :: Int, text :: String) -> String do
  if i == count do text else build(i + 1, count, text <> "${i * 7},") end
end

fn value(piece :: String) -> Int = Option.unwrap_or(String.to_int(piece), 0)

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let text = build(0, size(), "")
  let pieces = String.split(text, ",")
  let sum = List.reduce(pieces, 0, fn sum, piece -> sum + value(piece) end)
  let joined = String.join(List.map(pieces, fn piece -> "<${piece}>" end), "; ")
  let replaced = String.replace(joined, "; ", " and ")
  println("${String.byte_length(text)} ${List.length(pieces)} ${sum} ${String.byte_length(replaced)}")
end
