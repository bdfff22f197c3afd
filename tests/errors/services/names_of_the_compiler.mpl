# What a service is made of has names that no message can have; only `start` is taken.
service Game do
  fn init(n :: Int) -> Int = n

  cast Loop() do |n|
    n + 1
  end

  call Init(k :: Int) do |n|
    (n, n + k)
  end

  call Terminate() do |n|
    (n, n)
  end

  call Start() do |n|
  #    ^^^^^ E0055
    (n, n)
  end
end

# One that is asked with another number of arguments.
service Race do
  fn init() -> Int = 0

  call Start() do |n|
    (n, n)
  end
end

fn main() do
  let race = Race.start()
  println("${Race.start(race)} ${Race.init(race)}")
  #                                   ^^^^ E0004
end
