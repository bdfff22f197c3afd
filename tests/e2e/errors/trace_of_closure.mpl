# modes: debug release
# stderr: crashed: division by zero\n    at Main.checked/2.closure1 ({file}:16)\n
# stderr: \n    at Main.checked/2 ({file}:16)\n    at Main.worker
# stderr: \n    last message: 7\n
# A crash in a closure that the library calls for a helper of an actor: all are in the trace, with the last message.
actor worker(limit :: Int) do
  receive do
    n -> do
      println("${checked(n, limit)}")
      worker(limit)
    end
  end
end

fn checked(n :: Int, limit :: Int) -> Int do
  let all = List.map([n, limit], fn x -> 100 / (x - limit) end)
  List.length(all) + 1
end

fn main() do
  let pid = spawn(worker, 3)
  Process.monitor(pid)
  send(pid, 7)
  receive do
    (:down, _, reason) -> println("down ${reason}")
  end
end
