# Two actors send a number to and fro; each adds one.
# args: 100
# modes: debug release

type Ball do
  Ball(Pid<Ball>, Int)
end

actor ponger() do
  receive do
    Ball(from, n) -> do
      send(from, Ball(self(), n + 1))
      ponger()
    end
  end
end

fn ping(other :: Pid<Ball>, left :: Int, n :: Int) -> Int do
  if left == 0 do
    n
  else
    send(other, Ball(self(), n + 1))
    receive do
      Ball(_, m) -> ping(other, left - 1, m)
    end
  end
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  println("${ping(spawn(ponger), size(), 0)}")
end
