fn half(n :: Int) -> Int!String do
  if n % 2 == 0 do Ok(n / 2) else Err("${n} is odd") end
end

fn quarter(n :: Int) -> Int!String do
  let h = half(n)?
  let q = half(h)?
  Ok(q)
end

fn first_even(list :: List<Int>) -> Int? do
  let n = List.find(list, fn x -> x % 2 == 0 end)?
  Some(n * 100)
end

fn main() do
  println("${quarter(12)} ${quarter(6)} ${quarter(5)}")
  println("${first_even([1, 3, 4])} ${first_even([1])}")
end
