fn add(a :: Int, b :: Int) -> Int do
  a + b
end

fn main() do
  println("${1 |3> add(2)}")
  #            ^^^ E0044
  println("${1 |2> add}")
  #                ^^^ E0044
end
