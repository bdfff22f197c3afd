# stderr: out of order
# stderr: stop of
# A service is stopped behind what was asked before; what its `terminate` says is done with the last state, whatever the
# reason of its end, but not when it is killed.
service Counter do
  fn init(report :: Pid<String>, n :: Int) -> (Pid<String>, Int) = (report, n)

  cast Add(by :: Int) do |state|
    let (report, n) = state
    (report, n + by)
  end

  call Get() :: Int do |state|
    let (_, n) = state
    (state, n)
  end

  call Break() :: Int do |_state|
    panic("out of order")
  end

  call Leave() :: Int do |state, from|
    let (_, n) = state
    Service.reply(from, n)
    Process.exit_self(Normal)
    state
  end

  terminate do |state|
    let (report, n) = state
    send(report, "ended at ${n}")
  end
end

service Plain do
  fn init() -> Int = 0

  # A handler of its own comes before the function that every service has.
  call Stop(n :: Int) :: Int do |old|
    (n, old)
  end

  terminate do
    println("plain ends")
  end
end

fn heard() -> String do
  receive do
    text -> text
  after 1000 -> "nothing"
  end
end

fn ended(pid :: Pid) -> String do
  Process.monitor(pid)
  receive do
    (:down, who, reason) when who == pid -> "${reason}"
  end
end

fn counter() -> Pid<Counter> do
  let one = Counter.start(self(), 10)
  Counter.add(one, 5)
  Counter.get(one)
  one
end

fn main() do
  let first = counter()
  Counter.add(first, 1)
  Counter.stop(first)
  println("${heard()}, alive: ${Process.alive(first)}")
  # In order: the sum of all that was cast before.
  let many = Counter.start(self(), 0)
  for n in 0..1000 do
    Counter.add(many, n)
  end
  Counter.stop(many)
  println(heard())
  let shut = counter()
  Process.exit(shut, Shutdown)
  println("${ended(shut)} ${heard()}")
  let broken = counter()
  println("${Result.is_err(Counter.try_break(broken, 5000))} ${heard()}")
  let leaving = counter()
  println("${Counter.leave(leaving)} ${heard()}")
  let killed = counter()
  Process.exit(killed, Killed)
  println("${ended(killed)} ${silence()}")
  let (_, watch) = Process.spawn_monitor(fn -> Counter.stop(first) end)
  receive do
    (:down, ref, _, Error(text)) when ref == watch ->
      println(String.replace(text, "${first}", "it"))
  end
  let plain = Plain.start()
  println("${Plain.stop(plain, 3)} ${Plain.stop(plain, 4)}")
  Plain.stop(plain)
end

fn silence() -> String do
  receive do
    text -> text
  after 20 -> "nothing"
  end
end
