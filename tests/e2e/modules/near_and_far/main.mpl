# What is near hides what takes as many arguments, and no more: own functions, then imported ones, then those of the prelude.
from Helper import map, filter

fn filter(n :: Int) = n * 10

fn main() do
  println("${map(3)} ${map([1], fn x -> x + 1 end)}")
  println("${filter(3)} ${filter(1, 2, 3)} ${filter([1, 2], fn x -> x > 1 end)}")
  println("${[1, 2] |> map(fn x -> x * 2 end)} ${[1, 2] |> List.map(map)}")
end
