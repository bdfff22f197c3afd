# An actor that goes on by calling itself may do so in a closure that has a name.
actor counter(left :: Int, tell :: Pid<String>) do
  let again = fn by -> counter(left - by, tell) end
  receive do
    n when left > 0 -> again(n)
    _ -> send(tell, "done at ${left}")
  end
end

actor starter(left :: Int) do
  let again = fn -> starter(left - 1) end
  if left > 0 do again() else println("started") end
end

fn main() do
  let pid = spawn(counter, 5, self())
  for n in 1..5 do
    send(pid, n)
  end
  receive do
    text -> println(text)
  end
  Process.monitor(spawn(starter, 3))
  receive do
    (:down, _, reason) -> println("${reason}")
    text -> println(text)
  end
end
