# Modules of the program that are named like those of the library's types take nothing from values of these types.
import List
import String

fn main() do
  println("${[1, 2].map(fn x -> x + 1 end)} ${"a b".split(" ").length()} ${List.mine(3)} ${String.mine()}")
  println("${for x in [1, 2] do x * 2 end} ${"abc".length()}")
end
