fn main() do
  println("${List.map([1, 2], fn a, b -> a + b end)}")
  #                           ^^^^^^^^^^^^^^^^^^^^ E0001
end
