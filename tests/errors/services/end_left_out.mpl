# The next member of a declaration shows where the `end` of the one before is missing.
service Counter do
  fn init(n :: Int) -> Int do
# ^^ P0001
    n

  call Get() :: Int do |count|
    (count, count)
  end

  cast Add(n :: Int) do |count|
# ^^^^ P0001
    if n > 0 do
      count + n
    else
      count
    end

  info Tick() do |count|
    count
  end
end

struct Point do
  x :: Int
end

impl Display for Point do
  fn to_string(self) -> String do
# ^^ P0001
    "point"

end

supervisor Both do
  strategy: one_for_one

  child first do
# ^^^^^ P0001
    start: fn -> Counter.start(1) end

  child second do
    start: fn -> Counter.start(2) end
  end
end

fn main() do
  let counter = Counter.start(1)
  Counter.add(counter, 2)
  println("${Counter.get(counter)} ${Point { x: 1 }}")
end
