service Counter do
  fn init(start :: Int) -> Int do
    start
  end

  call Value() :: Int do |n|
    (n, n)
  end

  call AddAndGet(by :: Int) :: Int do |n|
    (n + by, n + by)
  end

  cast Add(by :: Int) do |n|
    n + by
  end
end

pub fn describe(counter) -> String = "counter at ${Counter.value(counter)}"
