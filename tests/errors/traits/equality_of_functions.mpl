fn main() do
  let f = fn n -> n + 1 end
  println("${f == f}")
  #          ^ E0006
  println("${[f] == [f]}")
  #          ^^^ E0006
  println("${(f, 1) < (f, 2)}")
  #          ^^^^^^ E0006
end
