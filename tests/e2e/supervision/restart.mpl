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

fn main() do
  spawn(Tree)
  Timer.sleep(50)
  send(Process.whereis("worker"), Hello)
  Timer.sleep(50)
  send(Process.whereis("worker"), Crash)
  Timer.sleep(100)
  send(Process.whereis("worker"), Hello)
  Timer.sleep(50)
end
