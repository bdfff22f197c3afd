type Part do
  Left(Int, String)
  Right(String, Int)
  Neither
end

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
  # A pattern with alternatives, or with a name for the whole, has parentheses of its own or those of the parameters.
  let number = fn (Left(n, _) | Right(_, n)) -> n | Neither -> 0 end
  println("${number(Left(1, "a"))} ${number(Right("b", 2))} ${number(Neither)}")
  let scaled = fn Neither, _ -> 0 | (Left(n, _) | Right(_, n)), by -> n * by end
  println("${scaled(Right("b", 2), 3)} ${scaled(Neither, 3)}")
  let last = fn Neither -> 0 | (Left(n, _) | Right(_, n)) -> n end
  println("${last(Left(7, ""))}")
  let whole = fn ((a, b) as pair) -> a + b + Tuple.first(pair) end
  println("${whole((1, 2))}")
  let small = fn (1 | 2) -> true | _ -> false end
  println("${small(2)}")
end
