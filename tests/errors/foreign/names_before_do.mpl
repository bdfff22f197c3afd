# The names of a block stand behind its `do`.
service Counter do
  fn init() -> Int = 0

  cast Add(by :: Int) |count| do
  #                   ^^^^^^^^^^ P0001
    count + by
  end
end

fn main() do
  let counter = Counter.start()
  Counter.add(counter, 1)
  if List.length([1]) == 1 do
    List.each([1, 2]) |x| do
    #                 ^^^^^^ P0001
      println("${x}")
    end
  end
  if 1 > 2|2 > 1 do
  #       ^ P0001
    println("or")
  end
  for x in [1] |y| do
  #            ^ P0001
    println("${x}")
  end
end
