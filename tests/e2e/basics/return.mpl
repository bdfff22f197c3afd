fn find_first(list :: List<Int>, limit :: Int) -> Int do
  for x in list do
    if x > limit do
      return x
    end
  end
  -1
end

fn main() do
  println("${find_first([1, 5, 9], 3)}")
  println("${find_first([1, 2], 3)}")
end
