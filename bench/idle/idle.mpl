# Many at once: all actors are started and wait; then each gets a number, answers with its double and ends.
# args: 2000
# modes: debug release

actor waiter(parent :: Pid<Int>) do
  receive do
    n -> send(parent, n * 2)
  end
end

fn start(count :: Int, pids :: List<Pid<Int>>) -> List<Pid<Int>> do
  if count == 0 do pids else start(count - 1, List.append(pids, spawn(waiter, self()))) end
end

fn collect(left :: Int, sum :: Int) -> Int do
  if left == 0 do
    sum
  else
    receive do
      n -> collect(left - 1, sum + n)
    end
  end
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let count = size()
  let pids = start(count, [])
  # All of them wait now, unless the machine is very busy; nothing depends on it.
  Timer.sleep(200)
  for (n, pid) in List.enumerate(pids) do
    send(pid, n)
  end
  println("${collect(count, 0)}")
end
