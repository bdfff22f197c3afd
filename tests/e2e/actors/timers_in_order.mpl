# Timers of one actor fire in the order of their deadlines, whatever the order in which they were set; one that is called back
# does not fire, and one for an actor that has ended keeps nobody waiting.

fn take(n :: Int, got :: List<Int>) -> List<Int> do
  if n == 0 do
    got
  else
    receive do
      x -> take(n - 1, List.append(got, x))
    end
  end
end

# Ends while a timer of its own is still set.
actor leaves() do
  Timer.send_after(self(), 1_000_000_000, 0)
  receive do
    0 -> ()
  after 10 -> ()
  end
end

fn main() do
  let me :: Pid<Int> = self()
  for x in [400, 100, 300, 200] do
    Timer.send_after(me, x, x)
  end
  let called_back = Timer.send_after(me, 150, 150)
  println("${Timer.cancel(called_back)} ${Timer.cancel(called_back)}")
  println("${take(4, [])}")
  let gone = spawn(leaves)
  Process.monitor(gone)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
  Timer.send_after(gone, 1_000_000_000, 0)
end
