service Slow do
  fn init() -> Int do
    0
  end

  call Ask(n :: Int) :: Int do |s|
    Timer.sleep(20)
    (s, n * 10)
  end
end

fn main() do
  let s = Slow.start()
  send(self(), 12345)
  println("${Slow.ask(s, 7)}")
  receive do
    n -> println("${n}")
  end
end
