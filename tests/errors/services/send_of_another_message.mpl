service Counter do
  fn init() -> Int do
    0
  end

  cast Add(k :: Int) do |n|
    n + k
  end
end

fn main() do
  let counter = Counter.start()
  send(counter, 1)
  #             ^ E0014
end
