# driver: senders_give_way.py
# modes: release
# memory check: no, it looks at how much memory the program has
# Who sends more than another receives goes at the pace of that one. A number that waits takes 24 bytes, which go back to the system.
actor producer(to :: Pid<Int>, count :: Int) do
  produce(to, count)
end

fn produce(to :: Pid<Int>, left :: Int) -> () do
  if left > 0 do
    send(to, left)
    produce(to, left - 1)
  end
end

fn collect(left :: Int, sum :: Int, most :: Int) -> (Int, Int) do
  if left == 0 do
    (sum, most)
  else
    receive do
      n -> collect(left - 1, sum + n, longest(left, most))
    end
  end
end

fn longest(left :: Int, most :: Int) -> Int do
  let now = if left % 100 == 0 do Process.mailbox_length(Process.me()) else 0 end
  if now > most do now else most end
end

actor wants_another() do
  receive do
    -1 -> println("found")
  end
end

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

fn main() do
  for _ in 0..4 do
    spawn(producer, self(), 50_000)
  end
  let (sum, most) = collect(200_000, 0, 0)
  println("${sum}, some thousand at once: ${most < 10_000}")
  let before = kilobytes()
  let pid = spawn(wants_another)
  produce(pid, 1_000_000)
  println("${Process.mailbox_length(pid)} wait")
  let each = (kilobytes() - before) * 1024 / 1_000_000
  println("24 bytes each: ${each >= 20 && each <= 28}")
  Process.exit(pid, Killed)
  println("memory comes back: ${comes_back(before + 10_000, 100)}")
end
