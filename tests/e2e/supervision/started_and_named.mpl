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

fn main() do
  let sup = Supervisor.start(OneForOne, 3, 5, [Supervisor.child("c", fn -> Counter.start(5) end, Permanent, 100)])
  case counter() do
    Some(pid) -> println("${Counter.next(pid)}")
    None -> println("none")
  end
  case counter() do
    Some(pid) -> Process.exit(pid, Killed)
    None -> println("none")
  end
  Timer.sleep(50)
  case counter() do
    Some(pid) -> println("${Counter.next(pid)}")
    None -> println("none")
  end
  Process.exit(sup, Shutdown)
end
