# Section 10, 8: a tuple's parts have their types.
fn main() do
  let pair = (1, "one")
  let n = Tuple.second(pair) + 1
  #       ^^^^^^^^^^^^^^^^^^ E0001
  let m = Tuple.first(3)
  #                   ^ E0001
  let k = Tuple.nth(pair, 2)
  #                       ^ E0001
  println("${n} ${m} ${k}")
end
