# A receive scans the mailbox: an arm accepts a message, everything else is skipped.
type Message do
  Add(Int)
  Get(Pid<Int>)
end

actor counter(total :: Int) do
  receive do
    Add(n) when n > 0 -> counter(total + n)
    Get(from) -> do
      send(from, total)
      counter(total)
    end
  after 1000 -> println("idle")
  end
end

actor client() do
  let c = spawn(counter, 0)
  send(c, Add(2))
  send(c, Get(self()))
  receive do
    total -> println("${total}")
  end
end

fn main() do
  spawn(client)
end
