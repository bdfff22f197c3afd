service Counter do
  fn init() -> Int = 0

  call get_count() :: Int do |n|
  #    ^^^^^^^^^ P0001
    (n, n)
  end

  cast add(k :: Int) do |n|
  #    ^^^ P0001
    n + k
  end
end

fn main() do
  ()
end
