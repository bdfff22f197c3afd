# stderr: the mailbox is full: more than 3 wait
# What a full mailbox does stands in the declaration of the actor: throw away the oldest message or the newest, or crash.
type Order do
  Put(Int)
  Go(Pid<String>)
end

# Takes its messages when it is told to, all but the order to.
actor keeps_newest(seen :: String) mailbox 3 drop_oldest do
  receive do
    Put(n) -> keeps_newest("${seen} ${n}")
    Go(to) -> send(to, "newest:${seen}")
  end
end

actor keeps_oldest(report :: Pid<String>, seen :: String) mailbox 3 drop_newest do
  receive do
    Put(n) -> keeps_oldest(report, "${seen} ${n}")
  after 0 -> send(report, "oldest:${seen}")
  end
end

# Its mailbox is bounded before it runs.
actor keeps_oldest_later(report :: Pid<String>) mailbox 3 drop_newest do
  once("go oldest")
  keeps_oldest(report, "")
end

# Waits until somebody has the name.
fn once(name :: String) do
  if Option.is_none(Process.find(name)) do
    Timer.sleep(1)
    once(name)
  end
end

fn heard() -> String do
  receive do
    text -> text
  after 10000 -> "nothing"
  end
end

actor strict() mailbox 3 crash do
  Timer.sleep(60000)
  receive do
    Put(_) -> ()
  end
end

fn flood(pid :: Pid<Order>, count :: Int) do
  for n in 1..count + 1 do
    send(pid, Put(n))
  end
end

fn main() do
  let me = self()
  # Looks at none before all have come.
  let newest = spawn(fn ->
    Process.limit_mailbox(3, DropOldest)
    send(me, "ready")
    once("go newest")
    keeps_newest("")
  end)
  println(heard())
  flood(newest, 100000)
  send(newest, Go(self()))
  let waiting = Process.mailbox_length(newest)
  case Process.info(newest) do
    Some(info) ->
      println("${waiting} wait, ${info.mailbox.bound}, ${info.mailbox.dropped > 99000} dropped")
    None -> println("gone")
  end
  Process.register("go newest", self())
  println(heard())
  let oldest = spawn(fn ->
    once("go oldest")
    keeps_oldest(me, "")
  end)
  let declared = spawn(keeps_oldest_later, self())
  flood(declared, 5)
  flood(oldest, 2)
  Process.register("go oldest", self())
  println(String.join(List.sorted([heard(), heard()]), " "))
  let (_, watch) = Process.spawn_monitor(fn ->
    let pid = spawn(strict)
    let watch = Process.monitor(pid)
    flood(pid, 4)
    receive do
      (:down, ref, _, reason) when ref == watch -> println("${reason}")
    end
  end)
  receive do
    (:down, ref, _, _) when ref == watch -> println("its sender goes on")
  end
  # Signals and replies have room always.
  let scanning = spawn(scans, self())
  flood(scanning, 10)
  let victim = spawn(fn -> Timer.sleep(60000) end)
  send(scanning, Go(self()))
  Process.exit(victim, Killed)
  println(heard())
end

actor scans(report :: Pid<String>) mailbox 2 drop_newest do
  let watch = Process.monitor(spawn(fn -> Timer.sleep(5) end))
  receive do
    (:down, ref, _, _) when ref == watch -> send(report, "the signal came")
  end
end
