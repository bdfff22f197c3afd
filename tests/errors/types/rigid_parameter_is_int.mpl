fn first<T>(items :: List<T>) -> T do
  0
# ^ E0001
end

fn main() do
  println("${first([1])}")
end
