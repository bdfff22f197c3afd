# memory check: no, a hundred thousand actors, and it looks at the process's memory
# modes: release
# A hundred thousand actors killed in the middle of their work: nothing leaks and the server goes on.
service Server do
  fn init() -> Int do
    0
  end

  call Work(text :: String) :: Int do |n|
    (n + 1, n + String.length(text))
  end

  call Count() :: Int do |n|
    (n, n)
  end
end

fn busy(server :: Pid<Server>, kept :: List<String>) -> () do
  let text = "some text that takes memory: ${List.length(kept)}"
  let _ = Server.work(server, text)
  if List.length(kept) < 20 do
    busy(server, List.append(kept, text))
  else
    Timer.sleep(60000)
  end
end

fn kill_some(server :: Pid<Server>, left :: Int) -> () do
  if left > 0 do
    let batch = for _ in 0..100 do
      spawn(fn -> busy(server, []) end)
    end
    for pid in batch do
      Process.monitor(pid)
    end
    let _ = Server.count(server)
    for pid in batch do
      Process.exit(pid, Killed)
    end
    for _ in batch do
      receive do
        (:down, _, _) -> ()
      end
    end
    kill_some(server, left - 1)
  end
end

fn main() do
  let server = Server.start()
  kill_some(server, 100)
  let before = memory()
  kill_some(server, 900)
  let grown = memory() - before
  println("${grown < 60} ${Server.count(server) > 0} ${List.length(Process.list())}")
  if grown >= 60 do
    println("grown by ${grown} MiB")
  end
end

# Resident memory of this process in MiB.
fn memory() -> Int do
  let status = Result.unwrap_or(File.read("/proc/self/status"), "")
  let lines =
    List.filter(String.split(status, "\n"), fn line -> String.starts_with(line, "VmRSS") end)
  let digits = String.replace(String.replace(String.join(lines, ""), "VmRSS:", ""), "kB", "")
  Option.unwrap_or(String.to_int(String.trim(digits)), 0) / 1024
end
