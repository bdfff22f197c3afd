# A service keeps a number; each call adds to it and gives what it is now.
# args: 1000
# modes: debug release

service Counter do
  fn init() -> Int = 0

  call Add(by :: Int) :: Int do |n|
    (n + by, n + by)
  end
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let counter = Counter.start()
  let sum = Range.reduce(0..size(), 0, fn sum, i -> sum + Counter.add(counter, i % 3) end)
  println("${sum}")
end
