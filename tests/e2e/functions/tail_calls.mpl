fn count(0, acc) = acc
fn count(n, acc) = count(n - 1, acc + 1)

fn even(n :: Int) -> Bool do
  if n == 0 do true else odd(n - 1) end
end

fn odd(n :: Int) -> Bool do
  if n == 0 do false else even(n - 1) end
end

fn main() do
  println("${count(10000000, 0)}")
  println("${even(5000000)}")
end
