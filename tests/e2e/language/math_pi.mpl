# `Math.pi` is a constant, not a function.
fn main() do
  println("${Math.pi}")
  println("${Math.round(Math.pi)} ${Math.cos(Math.pi)}")
end
