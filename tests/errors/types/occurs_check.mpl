fn main() do
  let twist = fn f -> f(f) end
  #                     ^ E0002
  println("")
end
