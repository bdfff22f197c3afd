# What is wrong of one side is not told of the other, nor of what they give.
fn first(numbers :: Map<String, Int>) -> Int do
  let n = numbers["a"] || 0
  #       ^^^^^^^^^^^^ E0001
  n + 1
end

fn both(numbers :: List<Int>) -> Bool do
  let small = numbers[0] and true
  #           ^^^^^^^^^^ E0001
  not small
end

fn part(text :: String) -> String do
  text[0..2]
# ^^^^ E0001
end

fn main() do
  println("${first(%{})} ${both([])} ${part("abc")}")
end
