# Section 10, 7: a service's functions take its own pids only.
service Counter do
  fn init(start :: Int) -> Int do
    start
  end

  call Get() :: Int do |n|
    (n, n)
  end

  cast Add(k :: Int) do |n|
    n + k
  end
end

service Names do
  fn init() -> List<String> do
    []
  end

  call All() :: List<String> do |names|
    (names, names)
  end
end

fn main() do
  let counter = Counter.start(0)
  let names = Names.start()
  println("${Counter.get(names)}")
  #                      ^^^^^ E0001
  Counter.add(names, 1)
  #           ^^^^^ E0001
  println("${Names.all(counter)}")
  #                    ^^^^^^^ E0001

end
