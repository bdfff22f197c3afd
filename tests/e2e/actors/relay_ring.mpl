# A token goes round a ring of a thousand actors ten times.
type Step do
  Token(Int)
  Stop
end

actor node(next :: Pid<Step>) do
  receive do
    Token(n) -> do
      send(next, Token(n + 1))
      node(next)
    end
    Stop -> send(next, Stop)
  end
end

fn chain(left :: Int, next :: Pid<Step>) -> Pid<Step> do
  if left == 0 do next else chain(left - 1, spawn(node, next)) end
end

fn rounds(left :: Int, first :: Pid<Step>) -> Int do
  receive do
    Token(n) ->
      if left == 0 do
        send(first, Stop)
        n
      else
        send(first, Token(n))
        rounds(left - 1, first)
      end
  end
end

fn main() do
  let first = chain(1000, self())
  send(first, Token(0))
  println("${rounds(9, first)}")
  receive do
    Stop -> println("stopped")
  end
end
