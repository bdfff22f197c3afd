# modes: release
# A million messages wait for an actor that does not look; then it takes them in order.
fn flood(to :: Pid<Int>, n :: Int) -> () do
  if n > 0 do
    send(to, n)
    flood(to, n - 1)
  end
end

fn drain(next :: Int) -> Bool do
  if next == 0 do
    true
  else
    receive do
      n -> if n == next do drain(next - 1) else false end
    end
  end
end

fn main() do
  let sleepy = spawn(fn ->
    receive do
      -1 -> println("${drain(1000000)}")
    end
  end)
  flood(sleepy, 1000000)
  println("${Process.mailbox_length(sleepy)}")
  send(sleepy, -1)
end
