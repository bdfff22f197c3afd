# driver: nobody_reads_the_log.py
# leaks: allowed, the program is ended
# What is told of children that end waits for its reader within bounds, however long their reasons are.
fn start(me :: Pid<Atom>, text :: String) -> Pid do
  send(me, :started)
  spawn(fn -> Process.exit(self(), Custom(text)) end)
end

fn wait_for_restarts(left :: Int) -> () do
  if left > 0 do
    receive do
      :started -> wait_for_restarts(left - 1)
    end
  end
end

# In kB.
fn memory() -> Int do
  let lines = String.lines(Result.unwrap_or(File.read("/proc/self/status"), ""))
  let found = List.head(List.filter(lines, fn line -> String.starts_with(line, "VmRSS:") end))
  let digits = String.trim(String.replace(String.replace(found, "VmRSS:", ""), "kB", ""))
  Option.unwrap_or(String.to_int(digits), 0)
end

fn main() do
  let me :: Pid<Atom> = self()
  let text = String.repeat("x", 1_000_000)
  let child = Supervisor.child("a", fn -> start(me, text) end, Permanent, 1000)
  Supervisor.start(OneForOne, 1_000_000, 5, [child])
  wait_for_restarts(400)
  println("restarted 400 times, within 200 MB: ${memory() < 200_000}")
  Process.halt(0)
end
