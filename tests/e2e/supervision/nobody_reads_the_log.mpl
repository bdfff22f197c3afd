# driver: nobody_reads_the_log.py
# A supervisor restarts its children though nobody reads what is told of that.
actor fails() do
  Timer.sleep(1)
  panic(String.repeat("x", 1000))
end

fn wait_for_restarts(left :: Int) -> () do
  if left > 0 do
    receive do
      :started -> wait_for_restarts(left - 1)
    end
  end
end

fn main() do
  let me = self()
  let start = fn ->
    send(me, :started)
    spawn(fails)
  end
  let tree =
    Supervisor.start(OneForOne, 1_000_000, 5, [Supervisor.child("a", start, Permanent, 1000)])
  wait_for_restarts(2000)
  println("${Supervisor.count_children(tree).specs} child, restarted 2000 times")
  Process.halt(0)
end
