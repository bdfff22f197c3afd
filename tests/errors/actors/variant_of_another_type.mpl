type Command do
  Push(Int)
  Stop
end

type Query do
  Size
end

actor stack(items :: List<Int>) do
  receive do
    Push(n) -> stack(List.append(items, n))
    Stop -> println("stopped")
  end
end

fn main() do
  let pid = spawn(stack, [])
  send(pid, Push("one"))
  #              ^^^^^ E0001
  send(pid, Size)
  #         ^^^^ E0014
  send(pid, Stop)
end
