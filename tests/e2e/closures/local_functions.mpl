fn main() do
  fn sum_to(n :: Int) -> Int do
    if n == 0 do 0 else n + sum_to(n - 1) end
  end
  println("${sum_to(100)}")
  let base = 1000
  fn offset(n) = n + base
  println("${offset(5)}")
  let same = fn x -> x end
  println("${same(1)} ${same(2)}")
end
