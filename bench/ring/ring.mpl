# A token goes around a ring of 503 actors, as many times as the argument says; each adds one.
# args: 3
# modes: debug release

actor member(next :: Pid<Int>) do
  receive do
    n -> do
      send(next, n + 1)
      member(next)
    end
  end
end

fn chain(count :: Int, next :: Pid<Int>) -> Pid<Int> do
  if count == 0 do next else chain(count - 1, spawn(member, next)) end
end

fn rounds(left :: Int, first :: Pid<Int>, n :: Int) -> Int do
  if left == 0 do
    n
  else
    send(first, n + 1)
    receive do
      m -> rounds(left - 1, first, m)
    end
  end
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  println("${rounds(size(), chain(502, self()), 0)}")
end
