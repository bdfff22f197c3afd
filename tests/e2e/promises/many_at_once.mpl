# memory check: no, 300,000 stacks
# modes: release
# Three hundred thousand actors wait at once, in at most 4 KiB each; all answer.
actor waiting(to :: Pid<Int>) do
  receive do
    n -> send(to, n + 1)
  end
end

fn start(left :: Int, made :: List<Pid<Int>>) -> List<Pid<Int>> do
  if left == 0 do made else start(left - 1, List.append(made, spawn(waiting, self()))) end
end

fn sum(left :: Int, total :: Int) -> Int do
  if left == 0 do
    total
  else
    receive do
      n -> sum(left - 1, total + n)
    end
  end
end

fn main() do
  let before = memory()
  let all = start(300000, [])
  # Until the last of them waits.
  Timer.sleep(500)
  let each = (memory() - before) * 1024 * 1024 / 300000
  println("${each < 4096}")
  if each >= 4096 do
    println("${each} bytes each")
  end
  for pid in all do
    send(pid, 1)
  end
  println("${sum(300000, 0)}")
end

# Resident memory of this process in MiB.
fn memory() -> Int do
  let status = Result.unwrap_or(File.read("/proc/self/status"), "")
  let lines =
    List.filter(String.split(status, "\n"), fn line -> String.starts_with(line, "VmRSS") end)
  let digits = String.replace(String.replace(String.join(lines, ""), "VmRSS:", ""), "kB", "")
  Option.unwrap_or(String.to_int(String.trim(digits)), 0) / 1024
end
