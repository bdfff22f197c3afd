fn sum(xs :: List<Int>) -> Int do
  case xs do
    [] -> 0
    [head | tail] -> head + sum(tail)
#   ^^^^^^^^^^^^^ P0001
  end
end

# What stands before the bar is kept as it is: tuples, lists, texts, comments.
fn pairs(xs :: List<(Int, Int)>) -> Int do
  case xs do
    [(a, b) | rest] -> a + b + pairs(rest)
#   ^^^^^^^^^^^^^^^ P0001
    [] -> 0
  end
end

fn rows(xs :: List<List<Int>>) -> Int do
  case xs do
    [[a, b] | _] -> a + b
#   ^^^^^^^^^^^^ P0001
    [first | [_, _]] -> List.length(first)
#   ^^^^^^^^^^^^^^^^ P0001
    [_ | []] -> 1
#   ^^^^^^^^ P0001
    _ -> 0
  end
end

fn texts(xs :: List<String>) -> Int do
  case xs do
    ["a|b" | rest] -> List.length(rest)
#   ^^^^^^^^^^^^^^ P0001
    [
#   ^ P0001
      _, # one | two
      "c" | rest
    ] -> List.length(rest)
    _ -> 0
  end
end

# Alternatives in parentheses are no bar, and those of two lists are none.
fn alternatives(xs :: List<List<Int>>) -> Int do
  case xs do
    [[], ([] | _)] -> 1
    [[] | [_]] -> 2
    _ -> 3
  end
end

# The rest of a list as others write it.
fn rests(xs :: List<Int>) -> Int do
  case xs do
    [1, ...rest] -> List.length(rest)
    #   ^^^ P0001
    [2, *rest] -> List.length(rest)
    #   ^ P0001
    [first : rest] -> first + List.length(rest)
    #      ^ P0001
    _ -> 0
  end
end

fn main() do
  println("${sum([1])} ${pairs([(1, 2)])} ${rows([[1]])} ${texts(["a|b"])} ${alternatives([[]])} ${rests([1])}")
end
