fn sum(items :: List<Int>) -> Int do
  case items do
  #    ^^^^^ E0012
    [] -> 0
    [a] -> a
    a :: 0 :: rest -> a + sum(rest)
  end
end

fn last(items :: List<Int>) -> Int do
  case items do
  #    ^^^^^ E0012
    x :: [] -> x
    _ :: rest -> last(rest)
  end
end

fn main() do
  println("${sum([1])} ${last([1])}")
end
