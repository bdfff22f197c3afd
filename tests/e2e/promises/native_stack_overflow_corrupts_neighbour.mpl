# A deep value is written as JSON on the stack of its actor alone: a bystander, whose stack lies beside it, goes on.
fn nest(n :: Int, v :: Json) -> Json do
  if n == 0 do v else nest(n - 1, JsonArray([v])) end
end

fn add_up(n :: Int) -> Int do
  if n == 0 do
    receive do
      k -> k
    end
  else
    n + add_up(n - 1)
  end
end

actor a(me :: Pid<Int>) do
  send(me, add_up(100))
end

fn main() do
  let n = 1525200
  let me :: Pid<Int> = self()
  let pa = spawn(a, me)
  Timer.sleep(20)
  let (_, _) = Process.spawn_monitor(fn ->
    println("encoded: ${String.length(Json.encode(nest(n, JsonInt(1))))}")
  end)
  receive do
    (:down, _, r) -> do
      println("B: ${r}")
      Timer.sleep(100)
    end
  end
  Process.monitor(pa)
  send(pa, 7)
  receive do
    total -> println("A adds up to ${total}, should be 5057")
    (:down, _, r) -> println("A died: ${r}")
  end
end
