# stderr: receives Main.Counter, not Main.Other
# stderr: receives String, not Int
# A pid that is found by its name has the type that is wanted; whether the actor receives such messages is compared then.
service Counter do
  fn init(n :: Int) -> Int = n

  call Get() :: Int do |n|
    (n, n)
  end
end

service Other do
  fn init() -> Int = 0
end

fn get(counter :: Pid<Counter>) -> Int = Counter.get(counter)

fn named(name :: String) -> Pid<Counter> = Process.whereis(name)

fn of(run :: Fun() -> ()) -> String do
  let (_, watch) = Process.spawn_monitor(run)
  receive do
    (:down, ref, _, reason) when ref == watch -> "${Process.is_abnormal(reason)}"
  end
end

fn main() do
  let c = Counter.start(3)
  Process.register("counter", c)
  Process.register("main", self())
  let p :: Pid<Counter> = Process.whereis("counter")
  println("${Counter.get(p)} ${get(Process.whereis("counter"))} ${get("counter" |> Process.whereis)} ${get(named("counter"))}")
  let found :: Option<Pid<Counter>> = Process.find("counter")
  let none :: Option<Pid<Counter>> = Process.find("nobody")
  println("${Option.map(found, get)} ${Option.is_none(none)}")
  println(of(fn ->
    let wrong :: Pid<Other> = Process.whereis("counter")
    Other.stop(wrong)
  end))
  # What `main` receives is known as well.
  println(of(fn ->
    let wrong :: Pid<Int> = Process.whereis("main")
    send(wrong, 1)
  end))
  receive do
    text -> println(text <> "!")
  after 0 -> println("nothing came")
  end
end
