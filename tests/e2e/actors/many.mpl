# memory check: no, its senders wait for their receiver on more stacks than there are then
actor child(parent :: Pid<Int>, n :: Int) do
  send(parent, n)
end

fn collect(0, acc) = acc
fn collect(n, acc) do
  receive do
    x -> collect(n - 1, acc + x)
  end
end

fn main() do
  for i in 0..10000 do
    spawn(child, self(), i)
  end
  println("${collect(10000, 0)}")
end
