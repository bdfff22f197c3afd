type Ping do
  Ping(Pid<Pong>, Int)
  Stop
end

type Pong do
  Pong(Int)
end

actor ponger() do
  receive do
    Ping(from, n) -> do
      send(from, Pong(n * 2))
      ponger()
    end
    Stop -> println("ponger stops")
  end
end

actor pinger(target :: Pid<Ping>, n :: Int) do
  if n == 0 do
    send(target, Stop)
  else
    send(target, Ping(self(), n))
    receive do
      Pong(m) -> println("got ${m}")
    end
    pinger(target, n - 1)
  end
end

fn main() do
  let p = spawn(ponger)
  spawn(pinger, p, 3)
end
