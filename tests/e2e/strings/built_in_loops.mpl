# modes: debug release
# Texts that grow in loops and shared prefixes that must not change.
fn grow(n :: Int, text :: String) -> String = if n == 0 do text else grow(n - 1, text <> "x") end

fn variants(base :: String) -> List<String> = for suffix in ["a", "b", "c"] do
  base <> suffix
end

fn caesar(text :: String, by :: Int) -> String do
  String.code_points(text)
    |> List.map(fn c when c >= 97 and c <= 122 -> (c - 97 + by) % 26 + 97 | c -> c end)
    |> String.from_code_points()
end

fn is_palindrome(text :: String) -> Bool do
  let clean =
    List.filter(String.characters(String.to_lower(text)), fn c -> c >= "a" and c <= "z" end)
  clean == List.reverse(clean)
end

fn word_counts(text :: String) -> List<(String, Int)> do
  let counts = List.reduce(String.split(text, " "), %{}, fn seen, word ->
    Map.update(seen, word, 0, fn n -> n + 1 end)
  end)
  List.sort(Map.to_list(counts), fn (a, n), (b, m) ->
    if n != m do m - n else if a < b do -1 else 1 end
  end)
end

fn main() do
  println("${String.length(grow(100000, ""))}")
  let base = grow(5, "-")
  println("${variants(base)} ${base}")
  let joined = List.reduce(0..5 |> Range.to_list(), "", fn acc, n -> acc <> "${n}" <> "," end)
  println(joined)
  let twice = base <> base
  let again = base <> "!"
  println("${twice} ${again} ${base}")
  println("${caesar("hello, world", 3)} ${caesar(caesar("abcxyz", 5), 21)}")
  println("${is_palindrome("A man, a plan, a canal: Panama")} ${is_palindrome("no")}")
  println("${word_counts("the cat and the dog and the bird")}")
  let mut_like = for i in 0..3 do
    let line = String.repeat("*", i + 1)
    let padded = String.repeat(" ", 3 - i) <> line
    padded
  end
  println(String.join(mut_like, "|"))
end
