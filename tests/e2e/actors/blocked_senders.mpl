# Many wait for room in one mailbox: each is told once, and what was promised to one that ends is another's.
actor sink(report :: Pid<Int>, left :: Int, sum :: Int) mailbox 10 block do
  receive do
    n -> if left == 1 do send(report, sum + n) else sink(report, left - 1, sum + n) end
  end
end

fn main() do
  let count = 30_000
  let all = spawn(sink, self(), count, 0)
  for i in 0..count do
    spawn(fn -> send(all, i) end)
  end
  receive do
    sum -> println("${count} have sent ${sum}")
  end
  # Of those who wait here one in three ends; the others all come to send.
  let some = spawn(take, self(), 2000)
  let senders = for _ in 0..3000 do
    spawn(fn -> send(some, 1) end)
  end
  for i in 0..1000 do
    Process.exit(senders[3 * i], Killed)
  end
  receive do
    left -> println("${left} are missing")
  end
end

actor take(report :: Pid<Int>, left :: Int) mailbox 2 block do
  receive do
    _ -> do
      if left % 100 == 0 do Timer.sleep(1) end
      if left == 1 do send(report, 0) else take(report, left - 1) end
    end
  after 10_000 -> send(report, left)
  end
end
