# A kill reaches an actor whatever it is doing.
service Slow do
  fn init() -> Int do
    0
  end

  call Ask() :: Int do |n|
    Timer.sleep(60000)
    (n, n)
  end
end

fn spin(n :: Int) -> Int do
  if n < 0 do n else spin(n + 0) end
end

fn killed(p :: Pid) -> String do
  Timer.sleep(20)
  Process.monitor(p)
  Process.exit(p, Killed)
  receive do
    (:down, who, reason) when who == p -> "${reason}"
  after 10000 -> "not killed"
  end
end

fn main() do
  println(killed(spawn(fn -> Timer.sleep(60000) end)))
  println(killed(spawn(fn ->
    spin(1)
    ()
  end)))
  println(killed(spawn(fn ->
    receive do
      n -> println("${n + 1}")
    after 60000 -> ()
    end
  end)))
  let slow = Slow.start()
  println(killed(spawn(fn -> println("${Slow.ask(slow)}") end)))
  println(killed(slow))
  println(killed(spawn(fn ->
    case Job.await(Job.async(fn -> Timer.sleep(300) end)) do
      _ -> ()
    end
  end)))
end
