fn main() do
  let name = fn 0 -> "zero" | 1 -> "one" | n -> "many ${n}" end
  println(name(0))
  println(name(1))
  println(name(5))
  let add = fn a, b -> a + b end
  println("${add(1, 2)}")
  let block = fn x do
    let y = x * 2
    y + 1
  end
  println("${block(4)}")
end
