# A `Result` that nobody looks at, and a value that is made for nothing, are told. `let _ =` says that it is meant.
fn check(n :: Int) -> Int!String = if n > 2 do Err("too large") else Ok(n) end

fn logged(n :: Int) -> Int do
  println("${n}")
  n
end

fn main() do
  File.write("/nonexistent/x", "a")
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ W0006
  check(5)
# ^^^^^^^^ W0006
  List.sorted([3, 1])
# ^^^^^^^^^^^^^^^^^^^ W0006
  1 + 2
# ^^^^^ W0006
  String.trim(" a ")
# ^^^^^^^^^^^^^^^^^^ W0006
  5 == 5
# ^^^^^^ W0006
  let _ = check(6)
  logged(1)
  List.map([1], fn n -> logged(n) end)
  for n in [1] do check(n) end
#                 ^^^^^^^^ W0006
  if check(1) == Ok(1) do
    check(2)
#   ^^^^^^^^ W0006
  end
  println("done")
end
