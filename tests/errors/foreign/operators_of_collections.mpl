fn main() do
  let xs = [1, 2]
  let ages = %{"Ann" => 3}
  println("${xs -- [1]}")
#            ^^ E0006
  println("${xs - [1]}")
#            ^^ E0006
  println("${xs + [3]}")
#            ^^ E0006
  println("${ages + ages}")
#            ^^^^ E0006
  println("${Set.from_list(xs) - Set.from_list(xs)}")
#            ^^^^^^^^^^^^^^^^^ E0006
  println("${List.add(xs, 3)} ${3 -- 1}")
#                 ^^^ E0004
end
