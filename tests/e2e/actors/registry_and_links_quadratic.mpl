# Twenty thousand names, links and monitors, and as many ends: bench/growth.py shows that a million cost as much each.

actor idle() do
  receive do
    :stop -> ()
  end
end

fn start(
  i :: Int,
  n :: Int,
  tie :: Fun(Int, Pid) -> (),
  done :: List<Pid<Atom>>
) -> List<Pid<Atom>> do
  if i == n do
    done
  else
    let pid = spawn(idle)
    tie(i, pid)
    start(i + 1, n, tie, List.append(done, pid))
  end
end

fn drain(n :: Int) -> () do
  if n > 0 do
    receive do
      (:down, _, _) -> drain(n - 1)
      (:exit, _, _) -> drain(n - 1)
    end
  end
end

fn round(what :: String, n :: Int, tie :: Fun(Int, Pid) -> ()) -> () do
  let all = start(0, n, tie, [])
  for pid in all do
    Process.exit(pid, Custom("over"))
  end
  drain(n)
  println("${what}: ${n} ended, the first name is ${if Process.find("n0") == None do "free" else "taken" end}")
end

fn main() do
  Process.trap_exit(true)
  round("name", 20_000, fn i, pid ->
    Process.register("n${i}", pid)
    Process.monitor(pid)
    ()
  end)
  round("link", 20_000, fn _, pid -> Process.link(pid) end)
  round("monitor", 20_000, fn _, pid ->
    Process.monitor(pid)
    ()
  end)
end
