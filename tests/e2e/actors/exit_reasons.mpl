# stderr: it broke
# Every way to end, as a monitor sees it.
actor ends(how :: Int) do
  case how do
    0 -> ()
    1 -> Process.exit_self(Shutdown)
    2 -> Process.exit_self(Custom("my own"))
    3 -> panic("it broke")
    4 -> Process.exit_self(Normal)
    _ -> do
      println("${List.get([1], how)}")
      ()
    end
  end
end

actor waits() do
  receive do
    () -> ()
  end
end

fn down() -> String do
  receive do
    (:down, _, reason) -> "${reason} ${Process.is_abnormal(reason)}"
  end
end

fn main() do
  for how in 0..5 do
    let _ = Process.spawn_monitor(fn -> ends(how) end)
    println("${how}: ${down()}")
  end
  let reasons = [Normal, Shutdown, Killed, Custom("asked")]
  for reason in reasons do
    let p = spawn(waits)
    Process.monitor(p)
    Process.exit(p, reason)
    send(p, ())
    println("${reason}: ${down()}")
  end
  let gone = spawn(waits)
  Process.exit(gone, Killed)
  Timer.sleep(50)
  Process.monitor(gone)
  println(down())
end
