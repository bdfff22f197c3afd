type Message do
  Add(Int)
  Report(Pid<Int>)
end

actor counter(total :: Int) do
  receive do
    Add(n) -> counter(total + n)
    Report(to) -> send(to, total)
  end
end

fn main() do
  let c = spawn(counter, 0)
  for i in 1..101 do
    send(c, Add(i))
  end
  send(c, Report(self()))
  receive do
    total -> println("total ${total}")
  end
end
