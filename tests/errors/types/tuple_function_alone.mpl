# A function over tuples of any size, of which nothing says which.
fn main() do
  let first = Tuple.first
  #           ^^^^^^^^^^^ E0060
  let size = Tuple.size
  #          ^^^^^^^^^^ E0060
  let second = Tuple.second
  #            ^^^^^^^^^^^^ E0001
  println("${second(3)}")
  let third = Tuple.second
  #           ^^^^^^^^^^^^ E0001
  let wrong :: Int = third((1, "a"))
  println("${wrong}")
end
