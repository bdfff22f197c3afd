# The time runs on while messages arrive that no arm takes.
actor noise(to :: Pid<(Atom, Int)>, left :: Int) do
  if left > 0 do
    send(to, (:noise, left))
    Timer.sleep(10)
    noise(to, left - 1)
  end
end

fn count(n :: Int) -> Int do
  receive do
    (:noise, left) when left > 0 -> count(n + 1)
  after 0 -> n
  end
end

fn main() do
  spawn(noise, self(), 10)
  receive do
    (:signal, n) -> println("signal ${n + 0}")
  after 60 -> println("over")
  end
  Timer.sleep(400)
  println("${count(0)} were kept")
end
