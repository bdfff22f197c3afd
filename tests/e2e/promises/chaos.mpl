# Chaos: a supervised tree under random kills, crashes, floods and slow readers. Nothing that a live actor sends to a live actor is
# lost, each end is followed by a start, and what was taken is given back. `make chaos` runs it for a minute with a seed of its own.
# args: 2 7
# modes: debug release
# leaks: allowed, actors are killed

type Work do
  Chore(Int)
  Divide(Int)
  Repeat(Int)
end

type Numbered do
  Number(Int)
  Last(Int)
end

type Noted do
  Started(Pid)
  Asked(Pid<(Int, Int)>)
end

fn workers() -> Int = 8
fn pairs() -> Int = 4

# A generator of random numbers (D. H. Lehmer, 1951; multiplier and modulus of Park and Miller, 1988).
fn next(seed :: Int) -> Int = seed * 48_271 % 2_147_483_647

fn work(done :: Int) -> () do
  receive do
    Chore(n) -> do
      if n % 50 == 0 do Timer.sleep(1) end
      work(done + 1)
    end
    Divide(n) -> work(done / n)
    Repeat(n) -> work(String.length(String.repeat("ab", n)))
  end
end

fn start_worker(number :: Int, notes :: Pid<Noted>) -> Pid do
  spawn(fn ->
    # The name may still be that of the one that has just ended.
    claim("worker ${number}")
    send(notes, Started(self()))
    work(0)
  end)
end

fn claim(name :: String) -> () do
  if Process.register(name, self()) != 0 do
    Timer.sleep(1)
    claim(name)
  end
end

# Counts starts of workers and their ends.
fn notes(starts :: Int, ends :: Int) -> () do
  receive do
    Started(pid) -> do
      Process.monitor(pid)
      notes(starts + 1, ends)
    end
    Asked(by) -> do
      send(by, (starts, ends))
      notes(starts, ends)
    end
    (:down, _, _) -> notes(starts, ends + 1)
  end
end

fn torment(seed :: Int, until :: Int) -> Int do
  if Timer.now() >= until do
    seed
  else
    let which = next(seed)
    let how = next(which)
    case Process.find("worker ${which % workers()}") do
      Some(pid) ->
        case how % 5 do
          0 -> Process.exit(pid, Killed)
          1 -> Process.exit(pid, Custom("chaos"))
          2 -> send(pid, Divide(0))
          3 -> send(pid, Repeat(4_000_000_000_000_000_000))
          _ -> flood(pid, how % 2_000)
        end
      None -> ()
    end
    Timer.sleep(how % 4)
    torment(next(how), until)
  end
end

fn flood(pid :: Pid, count :: Int) -> () do
  for n in 0..count do
    send(pid, Chore(n))
  end
  ()
end

fn talk(to :: Pid<Numbered>, n :: Int, until :: Int) -> () do
  send(to, Number(n))
  if n % 5_000 == 0 do Timer.sleep(1) end
  if Timer.now() >= until do send(to, Last(n + 1)) else talk(to, n + 1, until) end
end

fn listen(expected :: Int, result :: Pid<String>) -> () do
  receive do
    Number(n) -> do
      if n != expected do panic("${n} came instead of ${expected}") end
      # Some read slowly.
      if n % 20_000 == 0 do Timer.sleep(3) end
      listen(expected + 1, result)
    end
    Last(n) -> send(result, if n == expected do "heard all" else "heard ${expected} of ${n}" end)
  end
end

fn count(notes :: Pid<Noted>) -> (Int, Int) do
  let me :: Pid<(Int, Int)> = self()
  send(notes, Asked(me))
  receive do
    counted -> counted
  end
end

# Until as many workers have started as have ended, and those that are to run.
fn settle(notes :: Pid<Noted>, running :: Int) -> (Int, Int) do
  let (starts, ends) = count(notes)
  if starts - ends == running do
    (starts, ends)
  else
    Timer.sleep(10)
    settle(notes, running)
  end
end

fn hear(left :: Int) -> () do
  if left > 0 do
    receive do
      heard -> println(heard)
    end
    hear(left - 1)
  end
end

fn round(seed :: Int, seconds :: Int) -> Int do
  let until = Timer.now() + seconds * 1000
  let book = spawn(notes, 0, 0)
  let specs = for n in 0..workers() do
    Supervisor.child("worker ${n}", fn -> start_worker(n, book) end, Permanent, 100)
  end
  let tree = Supervisor.start(OneForOne, 1_000_000, 1, specs)
  let listening = Job.async(fn ->
    let me :: Pid<String> = self()
    for _n in 0..pairs() do
      let reader = spawn(listen, 0, me)
      spawn(talk, reader, 0, until)
    end
    hear(pairs())
  end)
  let left = Job.await(Job.async(fn -> torment(seed, until) end))
  println("${Job.await(listening)}")
  let (starts, ends) =
    Result.unwrap_or(Job.await(Job.async(fn -> settle(book, workers()) end)), (0, 0))
  println("all run again: ${starts - ends == workers()}, some ended: ${ends > 0}")
  Process.monitor(tree)
  Process.exit(tree, Shutdown)
  receive do
    (:down, _, reason) -> println("the tree ends: ${reason}")
  end
  let (starts, ends) = Result.unwrap_or(Job.await(Job.async(fn -> settle(book, 0) end)), (-1, 0))
  println("none is left: ${starts == ends}")
  IO.eprintln("seed ${seed}: ${starts} starts")
  Process.exit(book, Killed)
  Result.unwrap_or(left, 1)
end

# A number of /proc/self/status.
fn figure(name :: String) -> Int do
  let lines = String.lines(Result.unwrap_or(File.read("/proc/self/status"), ""))
  let found = List.filter(lines, fn line -> String.starts_with(line, name) end)
  let digits = String.replace(String.replace(List.head(found), name <> ":", ""), "kB", "")
  Option.unwrap_or(String.to_int(String.trim(digits)), 0)
end

# Until a figure is below a limit again, but for some seconds at most: memory goes back when the workers have slept for a moment.
fn comes_back(name :: String, limit :: Int, tries :: Int) -> Bool do
  if figure(name) <= limit do
    true
  else if tries == 0 do
    false
  else
    Timer.sleep(100)
    comes_back(name, limit, tries - 1)
  end
end

fn main() do
  let args = for text in Env.args() do
    Option.unwrap_or(String.to_int(text), 1)
  end
  let seconds = List.get(args, 0)
  let memory = figure("VmRSS")
  # The first round starts the threads that there are for timers, reports, input and output.
  let seed = round(List.get(args, 1), (seconds + 1) / 2)
  let threads = figure("Threads")
  round(seed, seconds / 2)
  IO.eprintln("${memory} kB at first, ${figure("VmRSS")} kB at last; ${threads} threads, then ${figure("Threads")}")
  println("memory comes back: ${comes_back("VmRSS", memory + 100_000, 100)}")
  println("threads come back: ${comes_back("Threads", threads + 2, 150)}")
end
