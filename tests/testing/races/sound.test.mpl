# What is right in every order, and what time does where it is decided.
service Counter do
  fn init(n :: Int) -> Int = n

  call Get() :: Int do |n|
    (n, n)
  end

  cast Add(by :: Int) do |n|
    n + by
  end
end

test("updates that are not lost") do
  let counter = Counter.start(0)
  let jobs = Job.map([1, 2, 3], fn by -> Counter.add(counter, by) end)
  assert List.all(jobs, Result.is_ok)
  assert_eq Counter.get(counter), 6
end

fn candidate(report :: Pid<Bool>) -> () do
  send(report, Process.register("leader", self()) == 0)
  Timer.sleep(1000)
end

test("a name taken once") do
  let me = self()
  for _ in 0..3 do
    let one = spawn(fn -> candidate(me) end)
    Process.link(one)
  end
  let taken = for _ in 0..3 do
    receive do
      flag -> flag
    end
  end
  assert_eq List.length(List.filter(taken, fn flag -> flag end)), 1
end

test("a day passes") do
  let begun = Timer.now()
  Timer.sleep(86_400_000)
  assert Timer.now() - begun == 86_400_000
end

test("time passes as it is told to") do
  let me = self()
  Timer.send_after(me, 100, "due")
  Timer.send_after(me, 101, "not due")
  Test.advance(100)
  assert_receive "due", 0
  refute_receive _, 0
  Test.advance(1)
  assert_receive "not due", 0
end

test("who waits in a loop waits for others") do
  let one = spawn(fn -> Timer.sleep(50) end)
  let begun = Timer.now()
  while Process.alive(one) do
    ()
  end
  assert Timer.now() - begun >= 50
  while Timer.now() < begun + 60 do
    ()
  end
end

test("calls end in time") do
  let slow = Counter.start(0)
  let busy = spawn(fn ->
    receive do
      () -> ()
    end
  end)
  Process.link(busy)
  assert Result.is_ok(Counter.try_get(slow, 10))
end

service Mutual do
  fn init(report :: Pid<Int>) -> Pid<Int> = report

  cast Begin(other :: Pid<Mutual>) do |report|
    # Both begin at one time.
    Timer.sleep(10)
    let circle = case Mutual.try_answer(other, 40) do
      Err(TimedOut(circle)) -> circle
      _ -> []
    end
    # Nobody gets an answer now.
    Timer.sleep(100)
    send(report, List.length(circle))
    report
  end

  call Answer() :: String do |report|
    (report, "answer")
  end
end

fn length_of_circle() -> Int do
  receive do
    length -> length
  end
end

test("each of two calls whose times are over at once knows of the circle") do
  let (one, other) = (Mutual.start(self()), Mutual.start(self()))
  Mutual.begin(one, other)
  Mutual.begin(other, one)
  let first = length_of_circle()
  assert_eq (first, length_of_circle()), (2, 2)
  Mutual.stop(one)
  Mutual.stop(other)
end

test("printing is no input and output") do
  for n in 0..20_000 do
    println("line ${n} of what is printed here")
  end
  Log.warn("something")
end

test("maps and sets keep the order of their keys") do
  let keys = List.map(Range.to_list(0..40), fn n -> "key ${n * 7 % 40}" end)
  let lengths = List.reduce(keys, %{}, fn map, key -> Map.put(map, key, String.length(key)) end)
  assert_eq Map.keys(lengths), keys
  assert_eq Set.to_list(Set.from_list(keys)), keys
  assert_eq "${Map.take(lengths, ["key 9", "key 7"])}", "%{key 9 => 5, key 7 => 5}"
end
