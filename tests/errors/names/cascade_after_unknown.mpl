# One mistake, one message: what is bound by a pattern under what is wrong is wrong, too.
fn main() do
  case unknown_thing(3) do
#      ^^^^^^^^^^^^^ E0004
    Ok(u) -> println("${u.name}")
    Err(_) -> ()
  end
  let (a, b) = unknown_too
#              ^^^^^^^^^^^ E0004
  println("${a.name} ${b.name}")
  for (x, y) in unknown_three() do
#               ^^^^^^^^^^^^^ E0004
    println("${x.name} ${y.name}")
  end
end
