# Timers fire in the order of their times; a ticker is an actor that sends itself the next tick.
type Tick do
  Tick
end

actor ticker(report :: Pid<Int>, n :: Int) do
  if n < 3 do
    Timer.send_after(self(), 5, Tick)
    receive do
      Tick -> send(report, n)
    end
    ticker(report, n + 1)
  else
    receive do
      Tick -> send(report, 1000)
    after 30 -> send(report, 100)
    end
  end
end

fn main() do
  for n in [90, 30, 60] do
    Timer.send_after(self(), n * 2, n)
  end
  for _ in 0..3 do
    receive do
      n -> println("${n}")
    end
  end
  spawn(ticker, self(), 0)
  for _ in 0..4 do
    receive do
      n -> println("tick ${n}")
    end
  end
end
