service Counter do
  fn init(start :: Int) -> Int do
    start
  end

  call Get() :: Int do |n|
    n
#   ^ E0001
  end

  call Name() :: String do |n|
    (n, n)
#   ^^^^^^ E0001
  end

  call Reset() :: Int do |n|
    ("zero", 0)
#   ^^^^^^^^^^^ E0001
  end

  cast Add(k :: Int) do |n|
    "more"
#   ^^^^^^ E0001
  end
end

fn main() do
  let counter = Counter.start(0)
  println("${Counter.get(counter)}")
end
