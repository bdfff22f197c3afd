# A function that receives has a mailbox; so has who calls it.
type Command do
  Push(Int)
  Pop(Pid<Int?>)
  Stop
end

fn next() do
  receive do
    message -> message
  end
end

fn next_number() = next() + 0

fn me() = self()

fn wait_or(limit, otherwise) do
  receive do
    message -> message
  after limit -> otherwise
  end
end

fn run(step) = step()

fn pure(n) = n + 1

actor stack(items) do
  receive do
    Push(n) -> stack([n] ++ items)
    Pop(back) -> do
      send(back, List.first(items))
      stack(List.drop(items, 1))
    end
    Stop -> println("stopped")
  end
end

actor echo() do
  receive do
    (message, back) -> do
      send(back, message)
      echo()
    end
  end
end

actor adder(total) do
  let n = next_number()
  adder(total + n)
end

actor idle() do
  println("idle")
end

fn start() = spawn(stack, [])

fn ask(pid) do
  send(pid, Pop(self()))
  receive do
    found -> found
  end
end

fn tell(pid, message) = send(pid, message)

fn main() do
  start()
end
