# modes: debug release
# There is always room for the request to end: no policy throws it away, and it does not wait. What was asked before is handled before.
service Oldest mailbox 1 drop_oldest do
  fn init() -> String = "oldest"

  call Work(ms :: Int) :: String do |name|
    Timer.sleep(ms)
    (name, name)
  end

  terminate do |name|
    println("${name} ends")
  end
end

service Newest mailbox 1 drop_newest do
  fn init() -> String = "newest"

  call Work(ms :: Int) :: String do |name|
    Timer.sleep(ms)
    (name, name)
  end

  terminate do |name|
    println("${name} ends")
  end
end

service Waiting mailbox 1 block do
  fn init() -> String = "waiting"

  call Work(ms :: Int) :: String do |name|
    Timer.sleep(ms)
    (name, name)
  end

  terminate do |name|
    println("${name} ends")
  end
end

service Strict mailbox 1 crash do
  fn init() -> String = "strict"

  call Work(ms :: Int) :: String do |name|
    Timer.sleep(ms)
    (name, name)
  end

  terminate do |name|
    println("${name} ends")
  end
end

# A service that works, one request that waits and fills its mailbox, two that ask it to end, and two that ask for more.
fn full<S>(
  pid :: Pid<S>,
  work :: Fun(Pid<S>, Int) -> Result<String, CallError>,
  stop :: Fun(Pid<S>) -> ()
) do
  let first = Job.async(fn -> work(pid, 600) end)
  Timer.sleep(50)
  let second = Job.async(fn -> work(pid, 1) end)
  Timer.sleep(50)
  let stops = for _ in 0..2 do
    Job.async(fn -> stop(pid) end)
  end
  Timer.sleep(50)
  println("${Process.mailbox_length(pid)} counts")
  let later = for _ in 0..2 do
    let job = Job.async(fn -> work(pid, 1) end)
    Timer.sleep(10)
    job
  end
  println("${Job.await_timeout(first, 10_000)} ${Job.await_timeout(second, 10_000)}")
  for job in stops do
    println("stopped: ${Result.is_ok(Job.await_timeout(job, 10_000))}, alive: ${Process.alive(pid)}")
  end
  for job in later do
    println("${Job.await_timeout(job, 10_000)}")
  end
end

fn main() do
  full(Oldest.start(), fn s, ms -> Oldest.try_work(s, ms, -1) end, Oldest.stop)
  full(Newest.start(), fn s, ms -> Newest.try_work(s, ms, -1) end, Newest.stop)
  full(Waiting.start(), fn s, ms -> Waiting.try_work(s, ms, -1) end, Waiting.stop)
  # Nothing but the request to end comes to this one: it would crash.
  let strict = Strict.start()
  let first = Job.async(fn -> Strict.work(strict, 400) end)
  Timer.sleep(50)
  let second = Job.async(fn -> Strict.work(strict, 1) end)
  Timer.sleep(50)
  Strict.stop(strict)
  println("${Job.await(first)} ${Job.await(second)}")
  # Plain actors are asked in the same way, and what is asked is found behind what their `receive` leaves.
  let plain = spawn(fn ->
    Process.limit_mailbox(2, DropOldest)
    Timer.sleep(100)
    receive do
      "stop" -> println("plain ends, ${Process.mailbox_length(self())} left")
    end
  end)
  Timer.sleep(20)
  for n in 0..5 do
    send(plain, "${n}")
  end
  let stopped = Job.async(fn -> Service.stop(plain, "stop") end)
  Timer.sleep(20)
  for n in 0..5 do
    send(plain, "${n}")
  end
  println("${Job.await_timeout(stopped, 10_000)}")
end
