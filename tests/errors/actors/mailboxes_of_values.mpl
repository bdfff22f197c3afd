# Functions that differ in nothing but what they receive.
fn number() -> Int do
  receive do
    n -> n + 1
  end
end

fn word() -> Int do
  receive do
    text -> String.length(text)
  end
end

fn either(first :: Bool) -> Int do
  let all = [number, word]
  #                  ^^^^ E0001
  let one = if first do number else word end
  #                                 ^^^^ E0001
  one() + List.length(all)
end

actor waits() do
  println("${either(true)}")
end

fn main() do
  spawn(waits)
end
