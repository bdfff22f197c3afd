service Counter do
  fn init() -> Int = 0

  cast Add(by :: Int) do |n, from|
  #                          ^^^^ P0001
    n + by
  end

  call Get() :: Int do |n, from, more|
  #                              ^^^^ P0001
    Service.reply(from, n)
    n
  end

  terminate do |n, more|
  #                ^^^^ P0001
    println("${n}")
  end
end

fn main() do
  println("")
end
