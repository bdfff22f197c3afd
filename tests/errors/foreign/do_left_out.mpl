# A block on one line without its `do`.
fn late() -> String do
  receive after 1 -> "late" end
  #       ^^^^^ P0001
end

fn first() -> Int do
  receive n -> n after 1 -> 0 end
  #       ^ P0001
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
  if true return println("c")
  #       ^^^^^^ P0001
  end
  println("${late()} ${first()}")
}
