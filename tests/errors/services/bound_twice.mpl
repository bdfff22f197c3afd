# A handler binds each name once: the parts of its message, the state, where the reply goes.
service Counter do
  fn init() = 1

  call Get(a :: Int, a :: Int) do |n|
    #                ^ E0055
    (n, n + a)
  end

  call Two(x :: Int) do |x|
    #                    ^ E0055
    (x, x)
  end

  call Three(x :: Int) do |n, n|
    #                         ^ E0055
    n
  end
end

fn main() do
  let counter = Counter.start()
  println("${Counter.get(counter, 1, 2)} ${Counter.two(counter, 9)}")
end
