# `info` takes messages that are no calls and casts.
service Clock do
  fn init() -> Int do
    Timer.send_after(self(), 5, Tick(10))
    0
  end

  call Ticks() :: Int do |n|
    (n, n)
  end

  info Tick(step :: Int) do |n|
    if n < 30 do
      Timer.send_after(self(), 5, Tick(step))
    end
    n + step
  end
end

fn wait(c :: Pid<Clock>) -> Int do
  let n = Clock.ticks(c)
  if n < 40 do
    Timer.sleep(5)
    wait(c)
  else
    n
  end
end

fn main() do
  let clock = Clock.start()
  println("${wait(clock)}")
  send(clock, Tick(2))
  println("${Clock.ticks(clock)}")
end
