fn sum(list) do
  case list do
    [] -> 0
    head :: tail -> head + sum(tail)
  end
end

fn shape(list :: List<Int>) -> String do
  case list do
    [] -> "empty"
    [x] -> "one ${x}"
    [a, b] -> "two ${a} ${b}"
    a :: b :: rest -> "many ${a} ${b} and ${List.length(rest)} more"
  end
end

fn main() do
  println("${sum([1, 2, 3, 4, 5])}")
  println(shape([]))
  println(shape([7]))
  println(shape([7, 8]))
  println(shape([7, 8, 9, 10]))
end
