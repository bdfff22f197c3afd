# Senders that wait for room get other messages meanwhile, and send no more when they have sent once.
actor sink(report :: Pid<Int>, left :: Int) mailbox 1 block do
  receive do
    _ -> do
      if left == 1 do send(report, 0) else sink(report, left - 1) end
    end
  after 4000 -> send(report, left)
  end
end

actor sender(to :: Pid<Int>) do
  receive do
    _ -> do
      send(to, 1)
      Timer.sleep(20_000)
    end
  end
end

actor storm(to :: List<Pid<Int>>, left :: Int) do
  for pid in to do
    send(pid, 1)
  end
  if left > 0 do storm(to, left - 1) end
end

fn main() do
  let count = 2000
  let all = spawn(sink, self(), count)
  let senders = for _ in 0..count do
    spawn(sender, all)
  end
  let _ = spawn(storm, senders, 200)
  let _ = spawn(storm, senders, 200)
  receive do
    left -> println("${left} are missing")
  end
  Process.halt(0)
end
