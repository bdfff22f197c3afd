type M do
  Low(Int)
  High(Int)
end

fn main() do
  let me = self()
  send(me, Low(1))
  send(me, Low(2))
  send(me, High(10))
  send(me, High(3))
  receive do
    High(n) when n < 5 -> println("high ${n}")
  end
  receive do
    High(n) -> println("high ${n}")
  end
  receive do
    Low(n) -> println("low ${n}")
  end
  receive do
    Low(n) -> println("low ${n}")
  end
end
