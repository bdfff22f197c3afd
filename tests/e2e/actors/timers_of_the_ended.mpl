# memory check: no, it looks at how much memory the program has
# What timers hold for an actor that has ended goes back, few as they may be: repeated ones, and those that are due another day.
fn kilobytes() -> Int do
  let status = Result.unwrap_or(File.read("/proc/self/status"), "")
  let lines = List.filter(String.lines(status), fn line -> String.starts_with(line, "VmRSS") end)
  let digits = String.replace(String.replace(List.head(lines), "VmRSS:", ""), "kB", "")
  Option.unwrap_or(String.to_int(String.trim(digits)), 0)
end

fn comes_back(most :: Int, times :: Int) -> Bool do
  if kilobytes() <= most do
    true
  else if times == 0 do
    false
  else
    Timer.sleep(100)
    comes_back(most, times - 1)
  end
end

actor sets(report :: Pid<Int>) do
  let text = String.repeat("x", 100_000)
  for _ in 0..200 do
    Timer.send_every(self(), 86_400_000, text)
    Timer.send_after(self(), 86_400_000, text)
  end
  send(report, kilobytes())
  receive do
    _ -> ()
  end
end

fn main() do
  let before = kilobytes()
  let pid = spawn(sets, self())
  receive do
    full -> println("much is held: ${full > before + 30_000}")
  end
  Process.exit(pid, Killed)
  println("comes back: ${comes_back(before + 10_000, 100)}")
end
