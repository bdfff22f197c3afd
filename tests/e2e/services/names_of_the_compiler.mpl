# stderr: crashed: division by zero\n    at Main.Game.terminate/1 ({file}:24)
# Messages may be named like what a service is made of.
service Game do
  fn init(n :: Int, m :: Int) -> Int = n * m - 1

  cast Loop() do |n|
    n + 1
  end

  call Init(k :: Int) do |n|
    (n, n + k)
  end

  call Terminate() do |n|
    (n, n)
  end

  call Start() :: String do |n|
    (n, "started at ${n}")
  end

  terminate do |n|
    println("last ${n}")
    println("${1 / (n - 3)}")
  end
end

# `start` with another number of arguments than `init` has.
service Race do
  fn init() -> Int = 0

  call Start(at :: Int) do |_|
    (at, "go")
  end
end

fn main() do
  let race = Race.start()
  println("${Race.start(race, 4)}")
  Race.stop(race)
  let game = Game.start(1, 2)
  Game.loop(game)
  Game.loop(game)
  println("${Game.init(game, 5)} ${Game.terminate(game)} ${Game.start(game)}")
  Game.stop(game)
end
