# modes: release
# memory check: no, it looks at how much memory the program has
# emulator: no, it looks at how much memory the program has
# What an actor has taken goes back to the system when it ends, and stays there: a program that holds little gets no large pages, of
# which the system would make some anew around every page that is left.
fn field(name :: String) -> Int do
  let status = Result.unwrap_or(File.read("/proc/self/status"), "")
  let lines = List.filter(String.lines(status), fn line -> String.starts_with(line, name) end)
  let digits = String.replace(String.replace(String.join(lines, ""), name, ""), "kB", "")
  Option.unwrap_or(String.to_int(String.trim(digits)), 0)
end

fn is_small(most :: Int, times :: Int) -> Bool do
  if field("VmRSS:") <= most && field("THP_enabled:") == 0 do
    true
  else if times == 0 do
    false
  else
    Timer.sleep(100)
    is_small(most, times - 1)
  end
end

actor hoard(tell :: Pid<Int>) do
  let texts = for n in 0..1_000_000 do
    "number ${n}"
  end
  send(tell, List.length(texts))
  receive do
    0 -> println("${List.length(texts)} at last")
  end
end

fn main() do
  let before = field("VmRSS:")
  println("small pages at first: ${field("THP_enabled:") == 0}")
  let pid = spawn(hoard, self())
  receive do
    n -> println("${n} texts, much memory: ${field("VmRSS:") > before + 30_000}")
  end
  Process.exit(pid, Killed)
  println("memory comes back, and the pages are small: ${is_small(before + 10_000, 100)}")
end
