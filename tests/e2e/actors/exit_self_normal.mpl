# An actor that leaves in the middle of its work leaves nothing behind that counts as forgotten, and tells why it ended.
fn deep(n :: Int, kept :: List<String>) -> Int do
  if n == 0 do
    Process.exit_self(Normal)
    0
  else
    deep(n - 1, List.append(kept, "kept ${n}")) + 1
  end
end

fn main() do
  for reason in [Normal, Shutdown, Custom("done")] do
    let (_, watch) = Process.spawn_monitor(fn ->
      let text = String.repeat("held", 100)
      Process.exit_self(reason)
      println(text)
    end)
    receive do
      (:down, ref, _, why) when ref == watch -> println("${why}")
    end
  end
  let (_, watch) = Process.spawn_monitor(fn -> println("not reached ${deep(100, [])}") end)
  receive do
    (:down, ref, _, why) when ref == watch -> println("${why}")
  end
  # An exit that it sends itself is the same, unless it takes exits as signals; from others `Normal` asks for nothing.
  for traps in [false, true] do
    let (_, watch) = Process.spawn_monitor(fn ->
      Process.trap_exit(traps)
      Process.exit(Process.me(), Normal)
      println("traps: ${traps}")
      receive do
        (:exit, _, why) -> Process.exit_self(Custom("after ${why}"))
      end
    end)
    receive do
      (:down, ref, _, why) when ref == watch -> println("${why}")
    end
  end
  let (other, watch) = Process.spawn_monitor(fn ->
    Timer.sleep(30)
    println("not asked")
  end)
  Process.exit(other, Normal)
  receive do
    (:down, ref, _, why) when ref == watch -> println("${why}")
  end
  let text = String.repeat("main", 100)
  Process.exit_self(Normal)
  println(text)
end
