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
  Process.monitor(pid)
  send(pid, (:run, fn -> println("first") end))
  let text = "captured"
  send(pid, (:run, fn -> println(text) end))
  send(pid, (:stop, fn -> () end))
  wait_for_end()
  let number = spawn(maker)
  Process.monitor(number)
  send(number, fn -> 5 end)
  wait_for_end()
  let list = spawn(maker)
  Process.monitor(list)
  send(list, fn -> [text] end)
  wait_for_end()
end

fn wait_for_end() do
  receive do
    (:down, _, _) -> ()
  end
end
