# `while` and `for` are recursive join points; `break` and `continue` release what they leave behind.
fn squares(n :: Int) -> List<Int> do
  for i in 0..n when i % 2 == 0 do
    i * i
  end
end

fn first_long(words :: List<String>) -> List<String> do
  for word in words do
    if String.length(word) > 3 do
      break
    end
    word <> "!"
  end
end

fn main() do
  println("${squares(5)} ${first_long(["ab", "abcd"])}")
end
