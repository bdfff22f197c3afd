# Messages are taken from behind many others: each is looked at once, and the others stay in their order.

type Message do
  Wanted(Int)
  Other(Int)
end

fn take(left :: Int, sum :: Int) -> Int do
  if left == 0 do
    sum
  else
    receive do
      Wanted(n) -> take(left - 1, sum + n)
    end
  end
end

fn in_order(next :: Int, n :: Int) -> Bool do
  if next == n do
    true
  else
    receive do
      Other(i) -> i == next and in_order(next + 1, n)
    end
  end
end

fn main() do
  let n = 50_000
  let me :: Pid<Message> = self()
  for i in 0..n do
    send(me, Other(i))
  end
  for i in 0..n do
    send(me, Wanted(i))
  end
  println("${take(n, 0)}")
  println("${in_order(0, n)}")
end
