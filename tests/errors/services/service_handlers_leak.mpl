# What handles the messages of a service runs inside of it: nobody calls it from outside.
service Counter do
  fn init(n :: Int) -> Int = n
  call Get() :: Int do |n|
    (n, n)
  end
  cast Inc(by :: Int) do |n|
    n + by
  end
end

fn main() do
  println("${Counter.Get(5)} ${Counter.Inc(3, 4)} ${Counter.init(3)}")
  #                  ^^^ E0004
  #                                    ^^^ E0004
  #                                                         ^^^^ E0004
  let f = Counter.loop
  #               ^^^^ E0004
  println("${Counter.nothing(1)}")
  #                  ^^^^^^^ E0004
end
