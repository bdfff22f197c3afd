# How often each word stands in a text: a page of 20,000 pseudo-random words, repeated.
# args: 3
# modes: debug release

fn syllables() -> List<String> = String.words("ba ce di fo gu ha je ki lo mu na pe ri so tu va")

fn word(n :: Int, parts :: List<String>) -> String =
  if n < 16 do parts[n] else word(n / 16, parts) <> parts[n % 16] end

fn next(seed :: Int) -> Int = Int.bit_and(seed * 1103515245 + 12345, 2147483647)

# Words with small numbers are frequent.
fn page(left :: Int, seed :: Int, parts :: List<String>, text :: String) -> String do
  if left == 0 do
    text
  else
    let second = next(seed)
    let number = (seed / 64 % 8192) * (second / 64 % 8192) / 8192
    let mark = if left % 12 == 0 do "\n" else " " end
    page(left - 1, next(second), parts, text <> word(number, parts) <> mark)
  end
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let text = String.repeat(page(20000, 42, syllables(), ""), size())
  let counts = List.reduce(String.words(text), %{}, fn counts, word ->
    Map.update(counts, word, 0, fn n -> n + 1 end)
  end)
  let sorted = List.sort_by(Map.to_list(counts), fn((word, n)) -> (-n, word) end)
  println("${String.byte_length(text)} bytes, ${Map.size(counts)} words")
  for (word, n) in List.take(sorted, 10) do
    println("${n} ${word}")
  end
end
