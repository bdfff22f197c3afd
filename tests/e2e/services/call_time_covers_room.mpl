# The time of a call is over, too, while its request waits for room in the mailbox of the service; it is not delivered afterwards. Two services
# that wait for each other in this way are found.
service Slow mailbox 1 block do
  fn init() -> Int = 0

  call Work(ms :: Int) :: Int do |n|
    Timer.sleep(ms)
    (n + 1, n)
  end
end

service Friend mailbox 1 block do
  fn init() -> Option<Pid> = None

  cast Meet(other :: Pid) do |_|
    Some(other)
  end

  call Go(deep :: Int) :: Int do |other|
    Timer.sleep(20)
    case other do
      None -> (other, 0)
      Some(pid) -> do
        let friend :: Pid<Friend> = Process.typed(pid)
        (other, Friend.go(friend, deep + 1, 200))
      end
    end
  end
end

fn patient(slow :: Pid<Slow>) do
  spawn(fn -> Slow.work(slow, 1500) end)
  Timer.sleep(50)
end

fn main() do
  let slow = Slow.start()
  patient(slow)
  patient(slow)
  let before = Timer.now()
  println("${Slow.try_work(slow, 1, 50)}, long before there is room: ${Timer.now() - before < 1000}")
  println("asked by others: ${Slow.work(slow, 0, 60_000)}")
  let (a, b) = (Friend.start(), Friend.start())
  Friend.meet(a, b)
  Friend.meet(b, a)
  let jobs = for n in 0..6 do
    let friend = if n % 2 == 0 do a else b end
    Job.async(fn -> Result.is_ok(Friend.try_go(friend, 0, 400)) end)
  end
  for job in jobs do
    println("${Result.is_ok(Job.await_timeout(job, 30_000))}")
  end
end
