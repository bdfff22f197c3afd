# stderr: asked to crash
type Job do
  Crash
  Hello
end

actor worker() do
  Process.register("worker", self())
  println("worker starts")
  loop_worker()
end

fn loop_worker() do
  receive do
    Crash -> panic("asked to crash")
    Hello -> println("hello from worker")
  end
  loop_worker()
end

supervisor Tree do
  strategy: one_for_one
  max_restarts: 5
  max_seconds: 10

  child worker do
    start: fn -> spawn(worker) end
    restart: permanent
    shutdown: 1000
  end
end

# The worker that has the name and is not `old`.
fn worker_after(old :: Option<Pid>) -> Pid do
  case Process.find("worker") do
    Some(pid) when Some(pid) != old -> pid
    _ -> do
      Timer.sleep(5)
      worker_after(old)
    end
  end
end

fn main() do
  spawn(Tree)
  let first = worker_after(None)
  send(first, Hello)
  send(first, Crash)
  let second = worker_after(Some(first))
  send(second, Hello)
  Timer.sleep(20)
end
