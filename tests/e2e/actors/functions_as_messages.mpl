# An actor may run functions that it is sent: they do not receive.
actor runner(done :: Int) do
  receive do
    (:run, job) -> do
      job()
      runner(done + 1)
    end
    (:stop, _) -> println("ran ${done}")
  end
end

actor maker() do
  receive do
    make -> println("made ${make()}")
  end
end

fn main() do
  let pid = spawn(runner, 0)
  send(pid, (:run, fn -> println("first") end))
  let text = "captured"
  send(pid, (:run, fn -> println(text) end))
  send(pid, (:stop, fn -> () end))
  Timer.sleep(10)
  send(spawn(maker), fn -> 5 end)
  Timer.sleep(10)
  send(spawn(maker), fn -> [text] end)
end
