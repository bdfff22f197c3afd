# What `Process.info` tells of an actor: its names, its mailbox, who is tied to it.
actor idle() do
  receive do
    (:stop, n) -> println("stops ${n + 0}")
  end
end

fn main() do
  let me :: Pid = Process.self()
  let pid = spawn(idle)
  Process.register("second", pid)
  Process.register("first", pid)
  let watch = Process.monitor(pid)
  link(pid)
  send(pid, (:other, 2))
  show(once_it_waits(pid), me)
  Process.unregister("second")
  Process.demonitor(watch)
  Process.unlink(pid)
  send(pid, (:stop, 1))
  Process.monitor(pid)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
  println("${Process.info(pid)}")
  case Process.info(me) do
    Some(info) -> println("${info.waiting} ${info.links} ${info.names}")
    None -> println("never")
  end
end

# What is told of the actor once it has looked at all its messages.
fn once_it_waits(pid :: Pid) -> Option<Process.Info> do
  case Process.info(pid) do
    Some(info) when not info.waiting -> do
      Timer.sleep(1)
      once_it_waits(pid)
    end
    found -> found
  end
end

fn show(found :: Option<Process.Info>, me :: Pid) do
  case found do
    Some(info) -> do
      println("${info.names} ${info.waiting} ${info.mailbox_length} ${info.message_type}")
      println("${info.links == [me]} ${info.monitored_by == [me]}")
    end
    None -> println("never")
  end
end
