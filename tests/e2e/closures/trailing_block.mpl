fn repeat(times :: Int, body) do
  for i in 0..times do
    body(i)
  end
end

fn main() do
  repeat(3) do |i|
    println("round ${i}")
  end
  let doubled = List.map([1, 2, 3]) do |x|
    x * 2
  end
  println("${doubled}")
end
