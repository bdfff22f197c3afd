# What a pattern takes apart has a type that comes from somewhere, too.
fn declared(n :: Int) do
  case n do
    "one" -> 1
#   ^^^^^ E0001
    _ -> 2
  end
end

fn first(0) = "zero"
fn first("one") = "one"
#        ^^^^^ E0001
fn first(_) = "more"

fn used(x) do
  let n = x + 1
  case x do
    Some(_) -> n
#   ^^^^^^^ E0001
    _ -> 0
  end
end

fn bound() do
  let pair :: (Int, Int) = (1, 2)
  let (a, b, c) = pair
  #   ^^^^^^^^^ E0001
  a + b + c
end

fn handed() = List.map([1]) do |(a, b)|
  #                             ^^^^^^ E0001
  a + b
end

fn main() do
  println("${declared(1)} ${first(1)} ${used(1)} ${bound()} ${handed()}")
end
