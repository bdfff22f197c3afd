# memory check: no, there are thousands
# Where there are thousands, an actor that waits at the begin of a function with nothing but numbers has neither stack nor heap, and one
# that has not begun has none either: what it goes on with, who is told of its end, and what is seen of it are the same as ever.
type Ask do
  Add(Int)
  Tell(Pid<Int>)
  Hold(String)
  Trap
end

actor counter(sum :: Int, factor :: Float, on :: Bool) do
  receive do
    Add(n) -> counter(sum + n, factor, !on)
    Tell(to) -> do
      send(to, Math.round(Int.to_float(sum) * factor))
      counter(sum, factor, on)
    end
    Hold(text) -> holder(text, sum, factor)
    Trap -> do
      Process.trap_exit(true)
      counter(sum, factor, on)
    end
    (:exit, _, _) -> counter(sum + 1000, factor, on)
  end
end

# It has an object in its hands, and comes back without.
actor holder(text :: String, sum :: Int, factor :: Float) do
  receive do
    Tell(to) -> do
      send(to, String.length(text))
      counter(sum, factor, true)
    end
    _ -> holder(text, sum, factor)
  end
end

fn number() -> Int do
  receive do
    n -> n
  after 20000 -> -1
  end
end

fn ask(pid :: Pid<Ask>) -> Int do
  send(pid, Tell(self()))
  number()
end

fn down() -> String do
  receive do
    (:down, _, reason) -> "${reason}"
  after 20000 -> "nothing"
  end
end

fn is_small(pid :: Pid<Ask>) -> Bool do
  let small = Option.map(Process.info(pid), fn info ->
    info.memory < 128 && info.stack == 0 && info.waiting
  end)
  small == Some(true)
end

# Those that came to rest before there were thousands are as they were. Within ten seconds: a busy machine takes its time.
fn become_small(crowd :: List<Pid<Ask>>, looks :: Int) -> Bool do
  Timer.sleep(50)
  let small = List.length(List.filter(crowd, is_small)) > 5000
  small || (looks > 0 && become_small(crowd, looks - 1))
end

fn short_lived(to :: Pid<Int>, n :: Int) -> () = send(to, n)

fn main() do
  let crowd = for n in 0..12000 do
    spawn(counter, n, 1.0, true)
  end
  println("most of the crowd are small: ${become_small(crowd, 200)}")
  println("${List.sum(List.map(List.take(crowd, 1000), ask))}")
  let one = crowd[17]
  for n in 0..10 do
    send(one, Add(n))
    Timer.sleep(2)
  end
  println("${ask(one)}")
  Timer.sleep(20)
  println("small again: ${is_small(one)}")
  send(one, Hold("held by it"))
  Timer.sleep(20)
  println("small while it holds a text: ${is_small(one)}")
  println("${ask(one)} ${ask(one)}")
  Timer.sleep(20)
  println("and afterwards: ${is_small(one)}")
  # What is said to it counts when it comes back.
  let other = crowd[18]
  Process.register("other", other)
  send(other, Trap)
  Timer.sleep(20)
  Process.exit(other, Shutdown)
  println("${ask(other)} ${Process.alive(other)} ${Option.is_some(Process.find("other"))}")
  Process.monitor(other)
  Process.exit(other, Killed)
  println(down())
  Process.monitor(crowd[19])
  Process.exit(crowd[19], Custom("enough"))
  println(down())
  Process.link(crowd[20])
  Process.trap_exit(true)
  Process.exit(crowd[20], Custom("a link"))
  let linked = receive do
    (:exit, _, reason) -> "${reason}"
  after 20000 -> "nothing"
  end
  println(linked)
  # Those that have not begun when they are told to end.
  let late = for n in 0..100 do
    let (pid, _) = Process.spawn_monitor(fn -> short_lived(self(), n) end)
    Process.exit(pid, Killed)
    pid
  end
  let ends = for _ in late do
    down()
  end
  println("${List.length(List.filter(ends, fn reason -> reason != "nothing" end))} of ${List.length(late)}")
  for n in 1..2001 do
    spawn(short_lived, self(), n)
  end
  println("${List.sum(List.map(Range.to_list(0..2000), fn _ -> number() end))}")
  for pid in crowd do
    Process.exit(pid, Shutdown)
  end
end
