fn main() do
  println("${1 + 2 * 3}")
  println("${(1 + 2) * 3}")
  println("${10 - 2 - 3}")
  println("${7 / 2} ${-7 / 2}")
  println("${7 % 2} ${-7 % 2} ${7 % -2}")
  println("${-5 + 3}")
  println("${1_000_000 * 3}")
  println("${0xFF} ${0b101} ${0o17}")
end
