fn main() do
  let pick = fn 0 -> "zero" | a, b -> "two" end
  #                           ^^^^^^^^^^^^^ E0024
  println(pick(0))
end
