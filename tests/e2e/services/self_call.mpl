# stderr: a service cannot call itself
# A service that calls itself would wait for ever: it crashes instead, and so does its caller.
service Loop do
  fn init() -> Int do
    0
  end

  call Recurse(me :: Pid<Loop>) :: Int do |n|
    (n, Loop.recurse(me, me))
  end
end

fn main() do
  let l = Loop.start()
  let _ = Process.spawn_monitor(fn -> println("not reached ${Loop.recurse(l, l)}") end)
  receive do
    (:down, _, Error(text)) -> println("${String.contains(text, "cannot call itself")}")
  end
  println("${Process.alive(l)}")
end
