fn main() do
  let (Some(a), b) = (Some(1), 2)
  #   ^^^^^^^^^^^^ E0061
  for (0, n) in [(0, 1)] do
  #   ^^^^^^ E0061
    println("${n}")
  end
  let Some(y) = Some(1) else
    println("none")
#   ^^^^^^^^^^^^^^^ E0061
  end
  println("${a} ${b} ${y}")
end
