# stderr: the disk is full
# A start that fails during a restart is tried again, until there were too many.
service Flaky do
  fn init() -> Int do
    let report :: Pid = Process.whereis("main")
    let starts = Process.whereis("starts")
    let n = Starts.next(starts)
    send(report, "start ${n}")
    if n == 2 or n == 3 do
      panic("the disk is full")
    end
    n
  end

  call Get() :: Int do |n|
    (n, n)
  end
end

service Starts do
  fn init() -> Int do
    0
  end

  call Next() :: Int do |n|
    (n + 1, n + 1)
  end
end

supervisor Tree do
  strategy: one_for_one
  max_restarts: 5
  max_seconds: 60

  child flaky do
    start: fn ->
      let pid = Flaky.start()
      Process.register("flaky", pid)
      pid
    end
    restart: permanent
    shutdown: 1000
  end
end

fn heard() -> String do
  receive do
    text -> text
  after 5000 -> "nothing"
  end
end

# Its name comes after its start has ended.
fn flaky() -> Pid do
  case Process.find("flaky") do
    Some(pid) -> pid
    None -> do
      Timer.sleep(1)
      flaky()
    end
  end
end

fn main() do
  Process.register("main", self())
  Process.register("starts", Starts.start())
  spawn(Tree)
  println(heard())
  Process.exit(flaky(), Killed)
  println(heard())
  println(heard())
  println(heard())
  println("${Flaky.get(flaky())}")
end
