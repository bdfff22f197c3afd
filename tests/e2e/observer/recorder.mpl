# driver: recorder.py
# emulator: no, a SIGABRT from outside is its own

# What the flight recorder holds is written when an actor crashes, on a signal, and when the program asks: each time a whole trace.
actor ponger() do
  receive do
    (from, n) -> do
      send(from, n + 1)
      ponger()
    end
  end
end

fn ping(other :: Pid<(Pid<Int>, Int)>, left :: Int) -> () do
  if left > 0 do
    send(other, (self(), left))
    receive do
      _ -> ping(other, left - 1)
    end
  end
end

fn spin(n :: Int) -> Int = if n == 0 do 0 else spin(n - 1) end

# A worker that gets nowhere: the runtime waits for nobody, nor does the signal.
fn busy(seconds :: Int) do
  let until = Timer.now() + seconds * 1000
  while Timer.now() < until do
    let _ = spin(100_000)
  end
end

fn work() -> () do
  let other = spawn(ponger)
  let _ = Process.register("ponger \"one\"", other)
  ping(other, 500)
  Timer.sleep(5)
end

fn crash(count :: Int) -> () do
  work()
  for _ in 0..count do
    let (_, watch) = Process.spawn_monitor(fn -> divide(0) end)
    receive do
      (:down, of, _, _) when of == watch -> ()
    end
  end
  ()
end

fn divide(by :: Int) -> () = println("${100 / by}")

fn main() do
  case Env.args() do
    ["crash", count] -> crash(Option.unwrap(String.to_int(count)))
    ["signal"] -> do
      work()
      println("ready")
      busy(2)
      let _ = IO.read_line()
      println("goes on")
    end
    ["ask", path] -> do
      work()
      println("${Observer.record(path)}")
      println("${Result.is_err(Observer.record("no/such/folder/x.json"))}")
    end
    _ -> println("what?")
  end
end
