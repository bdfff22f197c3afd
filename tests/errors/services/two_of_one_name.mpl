service Counter do
  fn init() -> Int = 0
  call Get() do |n|
    (n, n)
  end
end

service Counter do
#       ^^^^^^^ E0055
  fn init() -> Int = 0
  call Add(by) do |n|
    (n + by, n + by)
  end
end

type State do
  Up
  Down
end

service State do
#       ^^^^^ E0055
  fn init() -> Int = 0
  call Add(by) do |n|
    (n + by, n + by)
  end
end

fn main() do
  println("${Counter.get(Counter.start())} ${State.add(State.start(), 1)}")
end
