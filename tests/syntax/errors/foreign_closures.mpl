# mistakes: 7
fn main() do
  let f = x -> x + 1
  let f = x => x + 1
  let f = |x| x + 1
  let f = \x -> x + 1
  let f = &(&1 + 1)
  let f = lambda x: x + 1
  let f = fn x => x + 1 end
  println("after")
end
