fn twice(n :: int) -> int do
#             ^^^ E0045
#                     ^^^ E0045
  n * 2
end

fn first(head :: tail) -> Int = head + List.length(tail)
fn first([]) = 0

struct User do
  name :: String
end

fn name_of(u :: user) -> String = u.name
#               ^^^^ E0045

fn count(xs :: list, by :: map) = List.length(xs) + Map.size(by)
#              ^^^^ E0045
#                          ^^^ E0045

fn more(n :: number) = n + 1
#            ^^^^^^ E0045

# What is used is a value.
fn sum(x :: list) -> Int = x + sum(list)
fn sum([]) = 0

fn named(first :: user) -> Int = first + List.length(user)
fn named([]) = 0

fn main() do
  println("${sum([1])} ${named([1])} ${more(2)} ${count([1], %{1 => 2})} ${name_of(User { name: "a" })}")
  println("${twice(2)} ${first([1])}")
end
