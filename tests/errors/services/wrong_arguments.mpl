service Counter do
  fn init(start :: Int) -> Int do
    start
  end

  call Get(factor :: Int) :: Int do |n|
    (n, n * factor)
  end
end

fn main() do
  let counter = Counter.start("zero")
  #                           ^^^^^^ E0001
  println("${Counter.get(counter)}")
  #          ^^^^^^^^^^^^^^^^^^^^ E0003
  println("${Counter.get(counter, "two")}")
  #                               ^^^^^ E0001
  println(Counter.get(counter, 2) <> "")
  #       ^^^^^^^^^^^^^^^^^^^^^^^ E0001
  Counter.put(counter, 1)
  #       ^^^ E0004
end
