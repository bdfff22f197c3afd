fn twice(n :: int) -> int do
#             ^^^ E0045
#                     ^^^ E0045
  n * 2
end

fn first(head :: tail) -> Int = head + List.length(tail)
fn first([]) = 0

fn main() do
  println("${twice(2)} ${first([1])}")
end
