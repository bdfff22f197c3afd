# Timers with equal delays fire in the order in which they were set.
fn start(i :: Int, n :: Int) do
  if i < n do
    Timer.send_after(self(), 10, i)
    start(i + 1, n)
  end
end

fn take(i :: Int, n :: Int, bad :: Int) -> Int do
  if i == n do
    bad
  else
    receive do
      x -> take(i + 1, n, if x == i do bad else bad + 1 end)
    end
  end
end

fn main() do
  start(0, 1000)
  println("out of order: ${take(0, 1000, 0)}")
end
