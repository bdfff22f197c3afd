# Of a message that is large only one copy at a time is under way to who gets it again and again, and none after the timer was cancelled.
fn take(n :: Int, until :: Int) -> Int do
  receive do
    _ -> if Timer.now() >= until do n + 1 else take(n + 1, until) end
  after 3000 -> n
  end
end

fn rest(n :: Int) -> Int do
  receive do
    _ -> rest(n + 1)
  after 500 -> n
  end
end

fn main() do
  let me :: Pid<String> = self()
  let timer = Timer.send_every(me, 1, String.repeat("a", 20_000_000))
  println("some came: ${take(0, Timer.now() + 500) > 0}")
  println("cancelled: ${Timer.cancel(timer)}")
  # What had arrived, and one that was under way.
  let arrived = Process.mailbox_length(me)
  println("few came after: ${rest(0) <= arrived + 1}")
end
