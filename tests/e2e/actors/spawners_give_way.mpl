# driver: spawners_give_way.py
# modes: release
# Who starts actors without end stands in one row with them. Those end with the hub that they are linked to.
fn hold() do
  receive do
    :stop -> ()
  end
end

fn start(hub :: Pid<Atom>, left :: Int) -> () do
  if left > 0 do
    spawn(fn -> do
      link(hub)
      hold()
    end
    end)
    start(hub, left - 1)
  end
end

fn storm() do
  let hub = spawn(hold)
  start(hub, 1000)
  Process.exit(hub, Custom("over"))
  storm()
end

fn most_at_once(until :: Int, most :: Int) -> Int do
  let now = List.length(Process.list())
  if Timer.now() > until do
    Math.max(most, now)
  else
    Timer.sleep(50)
    most_at_once(until, Math.max(most, now))
  end
end

fn main() do
  spawn(storm)
  let most = most_at_once(Timer.now() + 2000, 0)
  println("started: ${most > 10}, some ten thousand at once: ${most < 300_000}")
  Process.halt(0)
end
