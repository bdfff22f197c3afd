# modes: debug release
# Literals of many constants: numbers, texts, booleans, tuples, and some that are no constants.
fn numbers() -> List<Int> =
  [-1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 9223372036854775807]

fn texts() -> List<String> =
  ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s"]

fn pairs() -> List<(Bool, Float)> = [
  (true, 0.5),
  (false, 1.5),
  (true, 2.5),
  (false, 3.5),
  (true, 4.5),
  (false, 5.5),
  (true, 6.5),
  (false, 7.5),
  (true, -8.5)
]

fn mixed(n :: Int) -> List<Int> =
  [n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, n]

fn main() do
  println("${List.append(numbers(), 20)}")
  println("${List.set(texts(), 3, "D" <> "!")} ${String.join(texts(), "")}")
  println("${pairs()}")
  println("${mixed(1)} ${List.length(mixed(2))}")
end
