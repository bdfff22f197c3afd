# driver: api.py

# An observer shows actors to who has its token, and to nobody else; it ends one that it is told to, and others go on.
actor counter(sum :: Int) do
  receive do
    n when n > 0 -> counter(sum + n)
  end
end

actor clock() do
  receive do
    text -> do
      println(text)
      clock()
    end
  end
end

# Has many small objects, which are gone when it waits.
actor large() do
  let count =
    String.length(String.join(List.map(Range.to_list(0..10_000), fn n -> "number ${n}" end), ""))
  receive do
    n -> println("${n + count}")
  end
end

actor ear() do
  receive do
    _ -> ear()
  end
end

fn talk(to :: Pid<String>, n :: Int) -> () do
  send(to, "number ${n}")
  Timer.sleep(20)
  talk(to, n + 1)
end

fn main() do
  let observer = Result.unwrap(Observer.start(0))
  let one = spawn(counter, 0)
  let _ = Process.register("counter", one)
  for n in [1, 2, -7] do
    send(one, n)
  end
  let timer = Timer.send_after(one, 3_600_000, 4)
  let start = fn -> spawn(clock) end
  let tree = Supervisor.start(OneForOne, 3, 5, [Supervisor.child("clock", start, Permanent, 1000)])
  let _ = Process.register("tree", tree)
  let _ = Process.register("large", spawn(large))
  let listens = spawn(ear)
  let _ = Process.register("ear", listens)
  let talks = spawn(fn -> talk(listens, 1) end)
  let _ = Process.register("mouth", talks)
  println(observer.url)
  println(Process.wait_signal())
  let _ = Timer.cancel(timer)
  Process.exit(talks, Shutdown)
end
