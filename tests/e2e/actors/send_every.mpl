# stderr: a message is sent every 1 ms or more, not every 0 ms
# A message comes again and again until it is cancelled, or until the actor has ended: then the program can end as well.
actor counts(report :: Pid<Int>, left :: Int) do
  receive do
    text -> if left > 1 do counts(report, left - 1) else send(report, String.length(text)) end
  end
end

fn take(count :: Int) -> Int do
  receive do
    n when count > 1 -> take(count - 1) + n
    n -> n
  end
end

fn quiet() -> String do
  receive do
    n -> "one more: ${n}"
  after 30 -> "quiet"
  end
end

fn main() do
  let started = Timer.now()
  let timer = Timer.send_every(self(), 4, 7)
  println("${take(5)} ${Timer.now() - started >= 20}")
  println("${Timer.cancel(timer)} ${Timer.cancel(timer)}")
  Timer.sleep(10)
  drain()
  println(quiet())
  let _ = Timer.send_every(spawn(counts, self(), 3), 2, "hello")
  println("${take(1)}")
  let me = self()
  let (_, watch) = Process.spawn_monitor(fn ->
    let _ = Timer.send_every(me, 0, 1)
  end)
  receive do
    (:down, ref, _, reason) when ref == watch -> println("${Process.is_abnormal(reason)}")
  end
end

fn drain() do
  receive do
    _n -> drain()
  after 0 -> ()
  end
end
