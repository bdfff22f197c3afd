# A sender waits for room in a mailbox that blocks; nobody waits for himself, a timer does not wait, and whoever waits for an
# actor that ends goes on.
actor slow(report :: Pid<Int>, sum :: Int, left :: Int) mailbox 4 block do
  receive do
    n -> do
      let longest = Process.mailbox_length(self())
      if left == 1 do
        send(report, if longest > 4 do -1 else sum + n end)
      else
        slow(report, sum + n, left - 1)
      end
    end
  end
end

actor itself(report :: Pid<Int>) mailbox 2 block do
  for n in 1..11 do
    send(self(), n)
  end
  send(report, drain(0))
end

fn drain(sum :: Int) -> Int do
  receive do
    n -> drain(sum + n)
  after 0 -> sum
  end
end

actor deaf() mailbox 1 block do
  Timer.sleep(30)
  receive do
    n -> println("deaf took ${n}")
  end
end

fn answer() -> Int do
  receive do
    n -> n
  after 5000 -> -2
  end
end

fn main() do
  # Many senders, each of many messages: all arrive, never more than four at once.
  let one = spawn(slow, self(), 0, 50 * 40)
  for _ in 0..50 do
    spawn(fn ->
      for n in 1..41 do
        send(one, n)
      end
    end)
  end
  println("${answer()}")
  spawn(itself, self())
  println("${answer()}")
  # The second one waits until the actor has ended.
  let two = spawn(deaf)
  send(two, 1)
  send(two, 2)
  send(two, 3)
  println("went on, alive: ${Process.alive(two)}")
  # One that waits can be ended.
  let full = spawn(fn ->
    Process.limit_mailbox(1, Block)
    Timer.sleep(60000)
    receive do
      n -> println("not reached ${n + 1}")
    end
  end)
  Timer.sleep(10)
  send(full, 1)
  let (waiting, watch) = Process.spawn_monitor(fn -> send(full, 2) end)
  Timer.sleep(5)
  Process.exit(waiting, Killed)
  receive do
    (:down, ref, _, reason) when ref == watch -> println("${reason}")
  end
  Process.exit(full, Killed)
  let late = spawn(slow, self(), 0, 6)
  for n in 0..6 do
    Timer.send_after(late, 1, n)
  end
  println("${answer()}")
end
