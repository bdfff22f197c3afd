# `start` comes back when `init` has run.
service Slow do
  fn init(report :: Pid<String>) -> Int do
    Timer.sleep(50)
    send(report, "init ran")
    5
  end

  call Get() :: Int do |n|
    (n, n)
  end
end

fn main() do
  let s = Slow.start(self())
  receive do
    text -> println(text)
  after 0 -> println("too early")
  end
  println("${Slow.get(s)}")
end
