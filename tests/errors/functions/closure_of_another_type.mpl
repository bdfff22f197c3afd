fn main() do
  let lengths = List.map([1, 2], fn word -> String.length(word) end)
  #                                                       ^^^^ E0001
  println("${lengths}")
end
