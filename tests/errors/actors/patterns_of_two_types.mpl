actor mixed() do
  receive do
    1 -> println("one")
    "two" -> println("two")
#   ^^^^^ E0001
  end
end

fn main() do
  spawn(mixed)
end
