fn first(a :: Int?) -> Int do
  a ?? 1
  # ^^ P0001
end

fn second(a :: Int?) -> Int do
  a ?: 1
  # ^^ P0001
end

fn main() do
  println("${first(None)} ${second(None)}")
end
