fn main() do
  let total = fn (items :: List<Int>) -> List.length(items) end
  println("${total(["a"])}")
  #                 ^^^ E0001
end
