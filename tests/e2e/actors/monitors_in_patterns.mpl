# A pattern of four parts tells which monitor a signal is of; `demonitor` says whether it came in time, and with `false`
# leaves a signal that has come.
actor idle() do
  receive do
    :stop -> ()
  end
end

fn down() -> String do
  receive do
    (:down, _, _, reason) -> "${reason}"
  after 20 -> "nothing"
  end
end

fn main() do
  # Two monitors of one actor.
  let pid = spawn(idle)
  let (first, second) = (Process.monitor(pid), Process.monitor(pid))
  Process.exit(pid, Shutdown)
  receive do
    (:down, ref, who, reason) when ref == second -> println("second ${who == pid} ${reason}")
  end
  # The first one was looked at, and dropped, as signals are that no arm takes.
  println("${first == second} ${down()}")
  # Both forms in one receive; the first arm that takes it counts.
  let other = spawn(idle)
  let watch = Process.monitor(other)
  Process.exit(other, Killed)
  receive do
    (:exit, _, _) -> println("not this")
    (:down, ref, _, _) when ref != watch -> println("not that")
    (:down, who, reason) -> println("${who == other} ${reason}")
  end
  # Taken back in time, too late, and too late but kept.
  let third = spawn(idle)
  let (early, late, kept) = (Process.monitor(third), Process.monitor(third), Process.monitor(third))
  println("${Process.demonitor(early, true)}")
  Process.exit(third, Custom("over"))
  waits_for_two(third)
  println("${Process.demonitor(late, true)} ${Process.demonitor(kept, false)}")
  println("${down()} ${down()}")
  case Process.info(self()) do
    Some(info) -> println("monitors ${List.length(info.monitors)}")
    None -> ()
  end
end

# Until the actor is gone: then its signals have come.
fn waits_for_two(pid :: Pid) do
  if Process.alive(pid) do
    Timer.sleep(1)
    waits_for_two(pid)
  else
    Timer.sleep(5)
  end
end
