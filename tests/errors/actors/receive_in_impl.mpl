interface Next do
  fn next_of(self) -> Int
end

struct Source do
  start :: Int
end

impl Next for Source do
  fn next_of(self) -> Int do
    receive do
#   ^^^^^^^^^^ E0017
      n -> n
    end
  end
end

fn main() do
  println("${Source { start: 1 }.next_of()}")
end
