# Once `unlink` is over, the end of the other one means nothing, also where it was on its way; one that is linked again counts once.
fn until_dead(pid :: Pid) -> () do
  if Process.alive(pid) do
    until_dead(pid)
  end
end

fn breaks() -> () do
  receive do
    () -> Process.exit_self(Custom("boom"))
  end
end

fn unlinks() -> () do
  let other = spawn(breaks)
  Process.link(other)
  send(other, ())
  until_dead(other)
  Process.unlink(other)
  Timer.sleep(1)
end

fn hears(count :: Int) -> Int do
  receive do
    (:exit, _, _) -> hears(count + 1)
  after 50 -> count
  end
end

fn links_again() -> () do
  Process.trap_exit(true)
  let other = spawn(breaks)
  Process.link(other)
  Process.unlink(other)
  Process.link(other)
  Process.link(other)
  send(other, ())
  println("heard ${hears(0)}")
end

fn end_of(work :: Fun() -> ()) -> ExitReason do
  let (_, watch) = Process.spawn_monitor(work)
  receive do
    (:down, of, _, reason) when of == watch -> reason
  end
end

fn main() do
  let ends = for _ in 0..200 do
    end_of(unlinks)
  end
  let broken = List.length(List.filter(ends, fn reason -> reason != Normal end))
  # An end that is heard before `unlink` is called still breaks who is linked: where a turn ends just there.
  println("more than a few: ${broken > 100}")
  println("${end_of(links_again)}")
end
