# stderr: receives
# Sending through a bare `Pid` is checked when it happens: the wrong type ends the sender.
actor adder(total :: Int) do
  receive do
    n -> do
      println("${total + n}")
      adder(total + n)
    end
  end
end

fn main() do
  let p = spawn(adder, 1)
  let bare :: Pid = p
  send(bare, 4)
  let _ = Process.spawn_monitor(fn ->
    send(bare, "text")
    println("not reached")
  end)
  receive do
    (:down, _, Error(text)) -> println("${String.contains(text, "receives Int, not String")}")
  end
  send(p, 5)
end
