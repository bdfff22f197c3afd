# Signals of monitors that nobody wants any more are found among many messages as soon as among few.
type Work do
  Item(Int)
end

actor busy(report :: Pid<String>, count :: Int) do
  let me = self()
  for i in 0..count do
    send(me, Item(i))
  end
  let watches = for _ in 0..20_000 do
    let (_, watch) = Process.spawn_monitor(fn -> () end)
    watch
  end
  let (_, last) = Process.spawn_monitor(fn -> () end)
  Timer.sleep(300)
  for watch in watches do
    Process.demonitor(watch)
  end
  receive do
    (:down, ref, _, _) when ref == last -> send(report, "the last one's")
    (:down, _, _, _) -> send(report, "one that nobody wants")
  end
  receive do
    Item(first) -> send(report, "${first}, ${Process.mailbox_length(Process.me())} more")
  end
end

fn main() do
  spawn(busy, self(), 200_000)
  for _ in 0..2 do
    receive do
      text -> println(text)
    end
  end
end
