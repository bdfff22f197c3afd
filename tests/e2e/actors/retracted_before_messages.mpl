# Signals of monitors that were taken back do not hide what came behind them.
fn taken_back() do
  let watches = for _ in 0..200 do
    let (_, watch) = Process.spawn_monitor(fn -> () end)
    watch
  end
  Timer.sleep(200)
  for watch in watches do
    Process.demonitor(watch)
  end
end

actor waiter(report :: Pid<String>) do
  taken_back()
  send(self(), 5)
  let first = receive do
    n -> n
  after 0 -> -1
  end
  taken_back()
  send(self(), 6)
  let second = receive do
    6 -> 6
  after 0 -> -1
  end
  send(report, "${first} ${second}")
end

fn main() do
  spawn(waiter, self())
  receive do
    text -> println(text)
  end
end
