# A `let` is generic only if it is bound to a value; a call is none.
fn main() do
  let items = List.reverse([])
  let numbers = List.append(items, 1)
  let words = List.append(items, "a")
  #                              ^^^ E0001
  println("${numbers} ${words}")
end
