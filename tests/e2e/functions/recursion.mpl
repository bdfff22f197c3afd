fn fib(n :: Int) -> Int do
  if n < 2 do n else fib(n - 1) + fib(n - 2) end
end

fn fact(0) = 1
fn fact(n) = n * fact(n - 1)

fn main() do
  println("${fib(20)}")
  println("${fact(10)}")
end
