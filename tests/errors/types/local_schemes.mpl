# What does not hold for a use is told at the use.
fn main() do
  let show = fn x -> "${x}" end
  println(show(fn -> 1 end))
#         ^^^^ E0006
  let sum = fn a, b -> a + b end
  let _ = sum("a", "b")
#         ^^^ E0006
  let apply = fn f -> f(1) end
  let _ = apply(fn x -> x <> "s" end)
#                       ^ E0001
  println(show(1))
end
