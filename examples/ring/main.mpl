##! A ring of actors passes a token around.

type Message do
  Join(Pid<Message>)
  Token(Int)
end

# Waits for its neighbour, then passes the token on until it has gone far enough.
actor member(done :: Pid<String>) do
  receive do
    Join(next) -> pass(next, done)
  end
end

fn pass(next :: Pid<Message>, done :: Pid<String>) do
  receive do
    Token(0) -> send(done, "the token has arrived")
    Token(left) -> do
      send(next, Token(left - 1))
      pass(next, done)
    end
  end
end

fn main() do
  let members = for _ in 0..1000 do
    spawn(member, self())
  end
  for (i, pid) in List.enumerate(members) do
    send(pid, Join(members[(i + 1) % List.length(members)]))
  end
  send(members[0], Token(100_000))
  receive do
    news -> println(news)
  end
end
