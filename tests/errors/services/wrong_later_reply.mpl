service Counter do
  fn init() -> Int = 0

  # One that replies later gives the next state only.
  call Get() :: Int do |n, from|
    Service.reply(from, n)
    (n, n)
#   ^^^^^^ E0001
  end

  call Name() :: String do |n, from|
    Service.reply(from, n)
    #                   ^ E0001
    n
  end
end

fn main() do
  println("${Counter.try_get(Counter.start(), 5) == 5}")
  #                                                 ^ E0001
end
