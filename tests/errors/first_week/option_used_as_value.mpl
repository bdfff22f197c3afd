fn main() do
  let m = %{"a" => 1}
  let n = Map.fetch(m, "a") + 1
#         ^^^^^^^^^^^^^^^^^ E0006
  println("${n}")
end
