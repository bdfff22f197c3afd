# stderr: maintenance
# A service that ends while a call is open ends the caller with the reason.
service Slow do
  fn init() -> Int do
    0
  end

  call Ask() :: Int do |n|
    Timer.sleep(60000)
    (n, n)
  end
end

fn main() do
  let s = Slow.start()
  let callers = for _ in 0..3 do
    spawn(fn -> println("not reached ${Slow.ask(s)}") end)
  end
  for caller in callers do
    Process.monitor(caller)
  end
  Timer.sleep(50)
  Process.exit(s, Custom("maintenance"))
  for _ in callers do
    receive do
      (:down, _, Error(text)) -> println("${String.contains(text, "maintenance")}")
    end
  end
  println("${Process.alive(s)}")
end
