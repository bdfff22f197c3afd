import Counters

fn main() do
  let counter = Counters.Counter.start(0)
  println("${Counters.Counter.gte(counter)}")
  #                           ^^^ E0004
  println("${Counters.Counter.get(3)}")
  #                               ^ E0001
end
#- counters.mpl
service Counter do
  fn init(start :: Int) -> Int do
    start
  end

  call Get() :: Int do |n|
    (n, n)
  end
end
