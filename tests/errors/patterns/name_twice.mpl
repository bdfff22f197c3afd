fn main() do
  let (a, a) = (1, "two")
  #       ^ E0055
  println("${a}")
end
