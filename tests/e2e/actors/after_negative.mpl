# A negative time waits for ever.
actor answerer(to :: Pid<String>) do
  Timer.sleep(50)
  send(to, "came at last")
end

fn main() do
  spawn(answerer, self())
  let text = receive do
    text -> text
  after -1 -> "gave up"
  end
  println(text)
end
