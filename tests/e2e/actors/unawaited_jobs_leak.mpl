# memory check: no, it looks at the process's memory
# Results of jobs that nobody can await any more are freed, whether they came before or after that, or were waited for too
# briefly. Each one is 20 kB: kept, they would be 200 MB.
fn go(n :: Int) do
  if n > 0 do
    let _ = Job.async(fn -> String.repeat("x", 20000) end)
    let briefly = Job.async(fn ->
      Timer.sleep(1)
      String.repeat("y", 20000)
    end)
    let _ = Job.await_timeout(briefly, 0)
    if n % 100 == 0 do Timer.sleep(2) end
    go(n - 1)
  end
end

# In kB.
fn resident() -> Int do
  case File.read("/proc/self/status") do
    Ok(text) -> do
      let lines = List.filter(String.lines(text), fn line -> String.starts_with(line, "VmRSS") end)
      let digits =
        String.trim(String.replace(String.replace(List.head(lines), "VmRSS:", ""), "kB", ""))
      Option.unwrap_or(String.to_int(digits), 0)
    end
    Err(_) -> 0
  end
end

fn main() do
  go(5000)
  Timer.sleep(50)
  println("${resident() < 100000}")
  # One that somebody still holds is kept, also by others.
  let job = Job.async(fn -> "kept" end)
  Timer.sleep(10)
  println("${Job.poll(job, 100)}")
end
