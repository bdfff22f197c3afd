# modes: debug release
# Endless loops on every core do not keep others from running (the limit is generous: the machine may be busy).
fn spin(n :: Int) -> Int do
  if n < 0 do n else spin(n + 0) end
end

fn looping(n :: Int) -> Int do
  let list = for i in 0..10 do
    i
  end
  while List.length(list) > 0 do
    ()
  end
  n
end

actor echo() do
  receive do
    (to, n) -> send(to, n + 1)
  end
  echo()
end

fn rounds(left :: Int, peer :: Pid<(Pid<Int>, Int)>, worst :: Int) -> Int do
  if left == 0 do
    worst
  else
    let began = Timer.now()
    send(peer, (self(), left))
    receive do
      _ -> ()
    end
    let took = Timer.now() - began
    Timer.sleep(2)
    rounds(left - 1, peer, if took > worst do took else worst end)
  end
end

fn main() do
  let spinners = for i in 0..8 do
    spawn(fn ->
      if i % 2 == 0 do
        spin(1)
      else
        looping(1)
      end
      ()
    end)
  end
  let worst = rounds(50, spawn(echo), 0)
  println("${worst < 5000}")
  for pid in spinners do
    Process.exit(pid, Killed)
  end
  Process.halt(0)
end
