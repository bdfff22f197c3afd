## Counts.
service Counter do
  fn init(start :: Int) -> Int do
    start
  end

  ## How many.
  call Get() :: Int do |n|
    (n, n)
  end

  call Add(by :: Int) :: Int do |n|
    (n + by, n + by)
  end

  cast Reset do |_n|
    0
  end

  cast Set(n) do n end

  info Tick do |n|
    n
  end

  fn helper(x) = x
end

pub service Empty do
  fn init() = ()
end
