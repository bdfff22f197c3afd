# A time that is as long as can be is no time that is over.
service Door do
  fn init() -> Int = 1

  call Later() :: Int do |n|
    Timer.sleep(20)
    (n, n)
  end
end

fn main() do
  let most = Int.max_value()
  for n in [1_000_000_000_000, 9_223_372_036_855, most / 1000, most - 1, most] do
    println("${Door.later(Door.start(), n)} ${Door.try_later(Door.start(), n)}")
  end
end
