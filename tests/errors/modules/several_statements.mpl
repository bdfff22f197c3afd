# Statements one behind the other stand outside of functions for one reason.
fn main() do
  if 1 > 2 do
    println("a")
  end
end
  let x = 3
# ^^^^^^^^^ E0064
  println("${x}")
# ^^^^^^^^^^^^^^^ E0064
  println("b")

fn other() = ()
