# A supervisor that is started waits for its children; a name finds them again after a restart.

service Counter do
  fn init(n :: Int) -> Int do
    Process.register("counter", self())
    n
  end

  call Next() :: Int do |n|
    (n + 1, n)
  end
end

pub fn counter() -> Option<Pid<Counter>> = Process.named("counter")

# The one that has been started in its place.
fn next_to(old :: Pid<Counter>) -> Pid<Counter> do
  case counter() do
    Some(pid) when pid != old -> pid
    _ -> do
      Timer.sleep(5)
      next_to(old)
    end
  end
end

fn main() do
  let sup = Supervisor.start(OneForOne, 3, 5, [
    Supervisor.child("c", fn -> Counter.start(5) end, Permanent, 100)
  ])
  case counter() do
    Some(pid) -> do
      println("${Counter.next(pid)}")
      Process.exit(pid, Killed)
      println("${Counter.next(next_to(pid))}")
    end
    None -> println("none")
  end
  Process.exit(sup, Shutdown)
end
