# A block without its `do`, on one line or before its names.
fn late() -> String do
  receive after 1 -> "late" end
  #       ^^^^^ P0001
end

fn first() -> Int do
  receive n -> n after 1 -> 0 end
  #       ^ P0001
end

service Counter do
  fn init() -> Int = 0

  call Get() :: Int |count|
  #                 ^ P0001
    (count, count)
  end
end

fn main()
 {
#^ P0001
  if true println("a") end
  #       ^^^^^^^ P0001
  if true
  {
# ^ P0001
    println("b")
  }
  for x in [1, 2] println("${x}") end
  #               ^^^^^^^ P0001
  if true: println("d") end
  #      ^ P0001
  if true return println("c")
  #       ^^^^^^ P0001
  end
  println("${late()} ${first()} ${Counter.get(Counter.start())}")
}
