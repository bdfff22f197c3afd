service Counter do
  fn init(start :: Int) -> Int do
    start
  end

  call Get() :: Int do |n|
    (n, n)
  end

  call AddAndGet(k :: Int) :: Int do |n|
    (n + k, n + k)
  end

  cast Increment(k :: Int) do |n|
    n + k
  end
end

fn main() do
  let c = Counter.start(10)
  println("${Counter.get(c)}")
  Counter.increment(c, 5)
  Counter.increment(c, 1)
  println("${Counter.get(c)}")
  println("${Counter.add_and_get(c, 100)}")
end
