# stderr: division by zero
# A service under a supervisor begins with a fresh state after a crash; callers find it by its name.
service Averages do
  fn init() -> (Int, Int) do
    (0, 0)
  end

  cast Add(n :: Int) do |state|
    let (sum, count) = state
    (sum + n, count + 1)
  end

  call Average() :: Int do |state|
    let (sum, count) = state
    (state, sum / count)
  end
end

supervisor Tree do
  strategy: one_for_one

  child averages do
    start: fn ->
      let pid = Averages.start()
      Process.register("averages", pid)
      pid
    end
    restart: permanent
    shutdown: 1000
  end
end

fn averages() -> Pid do
  case Process.find("averages") do
    Some(pid) -> pid
    None -> do
      Timer.sleep(5)
      averages()
    end
  end
end

fn main() do
  spawn(Tree)
  let first = averages()
  Averages.add(first, 4)
  Averages.add(first, 8)
  println("${Averages.average(first)}")
  Averages.add(first, -12)
  spawn(fn -> Process.exit(averages(), Killed) end)
  Process.monitor(first)
  receive do
    (:down, _, _) -> println("killed")
  end
  let again = averages()
  let failing = spawn(fn -> println("${Averages.average(again)}") end)
  Process.monitor(failing)
  receive do
    (:down, _, reason) -> println("${Process.is_abnormal(reason)}")
  end
  println("${Process.alive(again)}")
end
