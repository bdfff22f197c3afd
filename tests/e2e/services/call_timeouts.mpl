# stderr: no reply within 20 ms
# stderr: it failed
# A call waits for 5 s, or as long as its last argument says; `try_` calls say why there is no reply. One that comes too late
# is heard of no more.
service Slow do
  fn init() -> Int = 0

  call Wait(millis :: Int) :: Int do |n|
    Timer.sleep(millis)
    (n + 1, millis)
  end

  call Fail() :: Int do |_n|
    panic("it failed")
  end
end

fn main() do
  let slow = Slow.start()
  println("${Slow.wait(slow, 1)} ${Slow.wait(slow, 1, 5000)} ${Slow.wait(slow, 1, -1)} ${Slow.try_wait(slow, 1, 5000)}")
  println("${Slow.try_wait(slow, 60, 10)}")
  # The late reply is not that of the next call, and no message.
  println("${Slow.wait(slow, 2)}")
  receive do
    n -> println("heard ${n + 1}")
  after 0 -> println("heard nothing")
  end
  let (_, watch) =
    Process.spawn_monitor(fn -> println("not reached ${Slow.wait(slow, 60, 20)}") end)
  receive do
    (:down, ref, _, Error(text)) when ref == watch ->
      println(String.replace(text, "${slow}", "the service"))
  end
  case Slow.try_fail(slow, 1000) do
    Err(Ended(reason)) -> println("${reason}")
    other -> println("${other}")
  end
  println("${Slow.try_wait(slow, 1, 1000)}")
  println("${itself(Slow.start())}")
end

# A call of itself cannot be answered.
service Loop do
  fn init() -> Int = 0

  call Turn(me :: Pid<Loop>) :: String do |n|
    case Loop.try_turn(me, me, 1000) do
      Err(TimedOut(circle)) -> (n, "circle of ${List.length(circle)}")
      other -> (n, "${other}")
    end
  end
end

fn itself(_ :: Pid<Slow>) -> String do
  let one = Loop.start()
  Loop.turn(one, one)
end
