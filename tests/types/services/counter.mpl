service Counter do
  fn init(start :: Int) do
    (start, 0)
  end

  call Get() :: Int do |state|
    (state, Tuple.first(state))
  end

  call AddAndGet(n :: Int, note :: String?) :: Result<Int, String> do |state|
    (state, Ok(n))
  end

  cast Reset() do |state|
    (0, 0)
  end
end

supervisor Tree do
  strategy: one_for_one
  child counter do
    start: fn -> Counter.start(0) end
  end
end

fn use(counter) = Counter.get(counter) + 1

fn main() do
  println("${use(Counter.start(1))}")
end
