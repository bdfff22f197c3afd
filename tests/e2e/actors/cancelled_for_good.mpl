# When `Timer.cancel` says that it has ended a repeated timer, no message of it comes any more: also where others' are being copied.
actor noise() do
  receive do
    text -> if text != "" do noise() end
  end
end

fn drain(n :: Int) -> Int do
  receive do
    :tick -> drain(n + 1)
  after 0 -> n
  end
end

actor once(report :: Pid<Int>, wait :: Int) do
  let timer = Timer.send_every(self(), 20, :tick)
  Timer.sleep(15 + wait % 13)
  let was_there = Timer.cancel(timer)
  let _came_before = drain(0)
  Timer.sleep(60)
  send(report, if was_there do drain(0) else 0 end)
end

fn sum(left :: Int, all :: Int) -> Int do
  if left == 0 do
    all
  else
    receive do
      n -> sum(left - 1, all + n)
    end
  end
end

fn main() do
  let text = String.repeat("x", 60_000)
  let deaf = spawn(noise)
  for _ in 0..200 do
    Timer.send_every(deaf, 20, text)
  end
  for i in 0..300 do
    spawn(once, self(), i)
    if i % 20 == 0 do Timer.sleep(7) end
  end
  println("${sum(300, 0)} came behind their cancel")
  Process.halt(0)
end
