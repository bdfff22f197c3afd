# stdin: the quick fox\nThe lazy dog, the end.\n
##! Counts the words of standard input and shows the most frequent ones.

fn main() do
  let text = IO.read_all()?
  let words = Regex.find_all(~r/[\w']+/, String.to_lower(text))
  let counts = List.reduce(words, Map.new(), fn counts, word ->
    Map.update(counts, word, 0, fn n -> n + 1 end)
  end)
  for (word, count) in List.take(List.sort(Map.to_list(counts), by_count), 3) do
    println("${count} ${word}")
  end
  Ok(())
end

# The most frequent first, then by the alphabet.
fn by_count((word_a, a) :: (String, Int), (word_b, b) :: (String, Int)) -> Int do
  if a != b do
    b - a
  else if word_a < word_b do
    -1
  else
    1
  end
end
