# Section 10, 8: iterators know their items.
fn main() do
  let words = Iter.map(Iter.from([1, 2]), fn n -> "n${n}" end)
  let sum = Iter.sum(words)
  #                  ^^^^^ E0001
  println("${sum}")
end
