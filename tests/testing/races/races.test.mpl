# Mistakes that only some orders of events show. `crates/meshc/tests/programs/schedules.rs` has each of them found.
service Counter do
  fn init(n :: Int) -> Int = n

  call Get() :: Int do |n|
    (n, n)
  end

  cast Set(n :: Int) do |_old|
    n
  end
end

# Two pieces of work at the same time.
fn both(first :: Fun() -> (), second :: Fun() -> ()) -> () do
  for outcome in Job.map([first, second], fn work -> work() end) do
    Result.unwrap(outcome)
  end
end

fn next_text() -> String do
  receive do
    text -> text
  end
end

fn increase(counter :: Pid<Counter>) -> () do
  Counter.set(counter, Counter.get(counter) + 1)
end

test("a lost update") do
  let counter = Counter.start(0)
  both(fn -> increase(counter) end, fn -> increase(counter) end)
  assert_eq Counter.get(counter), 2
end

test("an order of two senders") do
  let me = self()
  spawn(fn -> send(me, "first") end)
  spawn(fn -> send(me, "second") end)
  let first = next_text()
  assert_eq [first, next_text()], ["first", "second"]
end

fn relay(to :: Pid<String>) -> () do
  receive do
    text -> send(to, text)
  end
end

test("a message that takes another way") do
  let me = self()
  let other = spawn(fn -> relay(me) end)
  spawn(fn ->
    send(other, "later")
    send(me, "sooner")
  end)
  let first = next_text()
  assert_eq [first, next_text()], ["sooner", "later"]
end

service Journal do
  fn init() -> List<String> = []

  call Write(line :: String) :: Int do |lines|
    (lines ++ [line], List.length(lines) + 1)
  end
end

service Worker do
  fn init(log :: Pid<Journal>, report :: Pid<Int>) -> (Pid<Journal>, Pid<Int>) = (log, report)

  terminate do |state|
    let (log, report) = state
    send(report, Journal.write(log, "the worker ends"))
  end
end

test("a call in terminate") do
  let log = Journal.start()
  let worker = Worker.start(log, self())
  both(fn -> Worker.stop(worker) end, fn -> Journal.stop(log) end)
  assert_receive 1
end

fn answer_slowly() -> () do
  receive do
    (question, from) -> do
      Timer.sleep(100)
      send(from, question)
    end
  end
  answer_slowly()
end

fn ask<M>(slow :: Pid<M>, question :: M) -> Option<Int> do
  send(slow, question)
  receive do
    answer -> Some(answer)
  after 100 -> None
  end
end

test("an answer that comes too late") do
  let me = self()
  let slow = spawn(answer_slowly)
  Process.link(slow)
  let _ = ask(slow, (1, me))
  let second = ask(slow, (2, me))
  assert second != Some(1)
end

service Store do
  fn init() -> Pid<Counter> = Process.whereis("ledger")

  cast Put() do |ledger|
    increase(ledger)
    ledger
  end

  cast Fail() do |_ledger|
    panic("out of order")
  end
end

fn named_store() -> Pid do
  let store = Store.start()
  Process.register("store", store)
  store
end

supervisor Tree do
  strategy: one_for_one

  child store do
    start: named_store
    restart: permanent
    shutdown: 1000
  end
end

test("a restart that loses a message") do
  let ledger = Counter.start(0)
  Process.register("ledger", ledger)
  let tree = spawn(Tree)
  Test.advance(1)
  let store :: Pid<Store> = Process.whereis("store")
  both(fn -> Store.put(store) end, fn -> Store.fail(store) end)
  Test.advance(1000)
  assert_eq Counter.get(ledger), 1
  Process.exit(tree, Shutdown)
end

# Whether this actor is the one with the name: that is what it believes.
fn leads() -> Bool do
  case Process.find("leader") do
    Some(_) -> false
    None -> do
      Process.register("leader", self())
      true
    end
  end
end

fn candidate(report :: Pid<Bool>) -> () do
  send(report, leads())
  Timer.sleep(1000)
end

fn next_bool() -> Bool do
  receive do
    flag -> flag
  end
end

test("a name taken twice") do
  let me = self()
  let first = spawn(fn -> candidate(me) end)
  let second = spawn(fn -> candidate(me) end)
  Process.link(first)
  Process.link(second)
  let one = next_bool()
  assert one != next_bool()
end

test("somebody who lives no longer") do
  let counter = Counter.start(0)
  let look = fn ->
    if Process.alive(counter) do
      assert Counter.get(counter) == 0
    end
  end
  both(look, fn -> Counter.stop(counter) end)
end

service Friend do
  fn init(n :: Int) -> Int = n

  call Share(other :: Pid<Friend>) :: Int do |n|
    (n, n + Friend.count(other))
  end

  call Count() :: Int do |n|
    (n, n)
  end
end

test("a circle of calls") do
  let left = Friend.start(1)
  let right = Friend.start(2)
  both(
    fn -> assert Friend.share(left, right) == 3 end,
    fn -> assert Friend.share(right, left) == 3 end
  )
end

fn all(sum :: Int) -> Int do
  receive do
    n -> all(sum + n)
  after 0 -> sum
  end
end

test("a mailbox that is empty for now") do
  let me = self()
  spawn(fn ->
    send(me, 1)
    send(me, 2)
    send(me, 3)
  end)
  receive do
    n -> assert_eq all(n), 6
  end
end

fn helper() -> () do
  Process.register("helper", self())
  Timer.sleep(1000)
end

test("a helper that is not there yet") do
  let one = spawn(helper)
  Process.link(one)
  let alive = Job.await(Job.async(fn -> Process.alive(Process.whereis("helper")) end))
  assert alive == Ok(true)
end

test("random numbers") do
  assert Random.int(0, 20) != 7
end
