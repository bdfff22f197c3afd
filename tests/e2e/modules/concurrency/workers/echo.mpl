pub type Reply do
  Reply(String)
end

pub type Request do
  Say(String, Pid<Reply>)
end

actor echo(mark :: String) do
  receive do
    Say(text, to) -> send(to, Reply(mark <> text))
  end
end
