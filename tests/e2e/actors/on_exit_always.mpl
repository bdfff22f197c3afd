# stderr: broken
# stderr: also broken
# What was asked for at the end runs on every end but a kill, the latest first; its own crash harms nobody.
actor worker(report :: Pid<String>, how :: Int) do
  Process.on_exit(fn -> send(report, "first") end)
  Process.on_exit(fn -> send(report, "second") end)
  case how do
    0 -> ()
    1 -> panic("broken")
    2 -> Process.exit_self(Custom("left"))
    _ ->
      receive do
        n -> println("${n + 1}")
      end
  end
end

fn heard(millis :: Int) -> String do
  receive do
    text -> text
  after millis -> "nothing"
  end
end

fn down() -> String do
  receive do
    (:down, _, reason) -> "${reason}"
  end
end

fn main() do
  for how in 0..3 do
    let main = self()
    let _ = Process.spawn_monitor(fn -> worker(main, how) end)
    println("${down()}: ${heard(20000)} ${heard(20000)}")
  end
  let shut = spawn(worker, self(), 3)
  Process.monitor(shut)
  Timer.sleep(200)
  Process.exit(shut, Shutdown)
  println("${down()}: ${heard(20000)} ${heard(20000)}")
  let killed = spawn(worker, self(), 3)
  Process.monitor(killed)
  Timer.sleep(200)
  Process.exit(killed, Killed)
  println("${down()}: ${heard(100)}")
  let _ = Process.spawn_monitor(fn -> Process.on_exit(fn -> panic("also broken") end) end)
  println(down())
end
