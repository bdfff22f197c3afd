# memory check: no, a million actors
# modes: release
# A million short actors, one after the other and all at once.
fn all(left :: Int, to :: Pid<Int>) -> () do
  if left > 0 do
    spawn(fn -> if left % 1000 == 0 do send(to, left) end end)
    all(left - 1, to)
  end
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
  all(1000000, self())
  println("${sum(1000, 0)}")
  println("${memory() < 3000}")
end

# Resident memory of this process in MiB.
fn memory() -> Int do
  let status = Result.unwrap_or(File.read("/proc/self/status"), "")
  let lines =
    List.filter(String.split(status, "\n"), fn line -> String.starts_with(line, "VmRSS") end)
  let digits = String.replace(String.replace(String.join(lines, ""), "VmRSS:", ""), "kB", "")
  Option.unwrap_or(String.to_int(String.trim(digits)), 0) / 1024
end
