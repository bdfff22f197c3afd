# stderr: out of memory: the actor may have 1000000 bytes
# stderr: an actor needs a memory of at least 65536 bytes, not 1000
# An actor that needs more memory than it may have crashes; what it says for its end still runs.
actor greedy(kept :: List<Int>) memory 1_000_000 do
  if List.length(kept) < 10_000_000 do
    greedy(List.append(kept, 1))
  end

  terminate do
    println("greedy ends with ${List.length(kept) > 1000}")
  end
end

actor modest(left :: Int) memory 1_000_000 do
  let text = String.repeat("x", 100000)
  if left > 0 and String.length(text) > 0 do modest(left - 1) end
end

fn reason(run :: Fun() -> ()) -> String do
  let (_, watch) = Process.spawn_monitor(run)
  receive do
    (:down, ref, _, reason) when ref == watch -> "${reason}"
  end
end

fn main() do
  println(reason(fn -> greedy([]) end))
  println(reason(fn -> modest(1000) end))
  # One value that is too large, and a message that is.
  println(reason(fn ->
    Process.limit_memory(1_000_000)
    println("${String.length(String.repeat("x", 2_000_000))}")
  end))
  let (pid, watch) = Process.spawn_monitor(fn ->
    Process.limit_memory(1_000_000)
    receive do
      text -> println("took ${String.length(text)}")
    end
  end)
  let taker :: Pid<String> = Process.typed(pid)
  send(taker, String.repeat("y", 3_000_000))
  receive do
    (:down, ref, _, reason) when ref == watch -> println("${reason}")
  end
  println(reason(fn -> Process.limit_memory(1000) end))
end
