# What is known of an actor: memory, stack, work done, links, monitors, who started it, whose reply it waits for, its mailbox.
service Slow do
  fn init() -> Int = 0

  call Wait() :: Int do |n, _from|
    n
  end
end

actor holds(text :: String, watched :: Pid) mailbox 5 block do
  Process.monitor(watched)
  link(watched)
  receive do
    :stop -> println("${String.length(text)}")
  end
end

actor works(n :: Int) do
  works(if n > 1000 do 0 else n + 1 end)
end

fn of(pid :: Pid) -> Process.Info do
  case Process.info(pid) do
    Some(info) -> info
    None -> panic("it has ended")
  end
end

# What is known once it is true.
fn once(pid :: Pid, holds :: Fun(Process.Info) -> Bool) -> Process.Info do
  let info = of(pid)
  if holds(info) do
    info
  else
    Timer.sleep(1)
    once(pid, holds)
  end
end

fn main() do
  let (idle, main) = (spawn(fn -> Timer.sleep(60000) end), self())
  let pid = spawn(holds, String.repeat("x", 300000), idle)
  let info = once(pid, fn info -> info.waiting and info.monitors != [] end)
  println("memory ${info.memory > 300000 and info.memory < 700000}, stack ${info.stack > 0 and info.stack < 10000}")
  println("links ${info.links == [idle]}, monitors ${info.monitors == [idle]}, parent ${info.parent == Some(bare(main))}")
  println("${info.mailbox} ${info.message_type} ${info.calling}")
  for _ in 0..3 do
    send(pid, :other)
  end
  println("${of(pid).mailbox.length} ${of(pid).mailbox_length}")
  println("watched by ${of(idle).monitored_by == [bare(pid)]}")
  # One that computes does much more work than one that waits.
  let busy = spawn(works, 0)
  println("${once(busy, fn info -> info.reductions >= 8000 end).reductions > of(pid).reductions * 10}")
  Process.exit(busy, Killed)
  let slow = Slow.start()
  let asks = spawn(fn -> println("${Slow.try_wait(slow, 60000)}") end)
  println("asks ${once(asks, fn info -> info.calling != None end).calling == Some(bare(slow))}")
  Process.exit(asks, Killed)
  Process.exit(idle, Killed)
  println("${Option.is_none(of(main).parent)} ${of(main).links}")
end

fn bare(pid :: Pid) -> Pid = pid
