service Counter do
  fn init() = 0
  call Get() do |n|
    (n, n)
  end
end

fn main() do
  let counter = Counter.start()
  println("${Counter.add(counter, 1)}")
  #                  ^^^ E0004
  println("${counter.get()} ${counter.alive()} ${counter.send(3)}")
  #                  ^^^ E0030
  #                                   ^^^^^ E0030
  #                                                      ^^^^ E0030
end
