# modes: debug release
# stderr: the mailbox is full: more than 1 wait
# A call whose request a full mailbox throws away fails at once, with an error of its own: each of these would wait for ever otherwise.
service Oldest mailbox 1 drop_oldest do
  fn init() -> Int = 0

  call Work(ms :: Int, text :: String) :: Int do |n|
    Timer.sleep(ms)
    (n + String.length(text), n)
  end

  cast Note() do |n|
    n
  end
end

service Newest mailbox 1 drop_newest do
  fn init() -> List<ReplyTo<String>> = []

  # Answers when somebody opens.
  call Wait() :: String do |waiting, from|
    List.append(waiting, from)
  end

  call Work(ms :: Int, text :: String) :: Int do |waiting|
    Timer.sleep(ms)
    (waiting, String.length(text))
  end

  cast Open() do |waiting|
    for from in waiting do
      Service.reply(from, "open")
    end
    []
  end
end

service Strict mailbox 1 crash do
  fn init() -> Int = 0

  call Work(ms :: Int, text :: String) :: Int do |n|
    Timer.sleep(ms)
    (n + 1, n + String.length(text))
  end
end

# Starts all, one after the other, and says what came of each.
fn all<T>(asks :: List<Fun() -> T>) -> () where T: Debug do
  let jobs = for ask in asks do
    let job = Job.async(ask)
    Timer.sleep(60)
    job
  end
  let results = for job in jobs do
    # A crash names its service by number.
    "${Result.map_err(Job.await_timeout(job, 10_000), fn why -> String.contains(why, "thrown away") end)}"
  end
  println(String.join(results, ", "))
end

fn main() do
  let long = String.repeat("long ", 400_000)
  let oldest = Oldest.start()
  println("the oldest goes:")
  all([
    fn -> Oldest.try_work(oldest, 500, "a", -1) end,
    fn -> Oldest.try_work(oldest, 0, long, -1) end,
    fn -> Oldest.try_work(oldest, 0, "ab", -1) end
  ])
  # A plain call crashes with the same words; a message without a caller goes as ever.
  all([
    fn -> Oldest.work(oldest, 500, "abc", -1) end,
    fn -> Oldest.work(oldest, 0, "", -1) end,
    fn ->
      Oldest.note(oldest)
      -1
    end
  ])
  # The oldest goes, also when its caller has ended.
  let first = Job.async(fn -> Oldest.work(oldest, 500, "") end)
  Timer.sleep(50)
  let (asker, watch) = Process.spawn_monitor(fn ->
    let _ = Oldest.work(oldest, 0, long, -1)
    println("not reached")
  end)
  Timer.sleep(50)
  Process.exit(asker, Killed)
  receive do
    (:down, ref, _, reason) when ref == watch -> println("asker: ${reason}")
  end
  println("${Oldest.try_work(oldest, 0, "", -1)}, ${Job.await(first)}")
  let newest = Newest.start()
  println("the newest goes:")
  all([
    fn -> Newest.try_work(newest, 500, "a", -1) end,
    fn -> Newest.try_work(newest, 0, long, -1) end,
    fn -> Newest.try_work(newest, 0, "ab", -1) end,
    fn -> Newest.try_work(newest, 0, long, -1) end
  ])
  # A reply that comes later is nothing that waits in the mailbox.
  let waiting = Job.async(fn -> Newest.wait(newest, 10_000) end)
  Timer.sleep(50)
  all([
    fn -> Newest.try_work(newest, 500, "", -1) end,
    fn -> Newest.try_work(newest, 0, "", -1) end,
    fn -> Newest.try_work(newest, 0, "", -1) end
  ])
  Newest.open(newest)
  println("${Job.await(waiting)}")
  let strict = Strict.start()
  println("it crashes:")
  all([
    fn -> Strict.try_work(strict, 500, "a", -1) end,
    fn -> Strict.try_work(strict, 0, "", -1) end,
    fn -> Strict.try_work(strict, 0, "", -1) end
  ])
  # Nothing is left of all that: who is asked again answers.
  println("${Oldest.try_work(oldest, 0, "", -1)}, ${Newest.try_work(newest, 0, "abcd", -1)}")
end
