# What the library calls otherwise is found by its usual names, by what other modules have, and by the names of other languages.
fn main() do
  println("${List.foldl([1], 0, fn a, b -> a end)}")
  #               ^^^^^ E0004
  println("${List.join(["a"], ",")}")
  #               ^^^^ E0004
  println("${Process.sleep(2)}")
  #                  ^^^^^ E0004
  println("${Map.set(%{}, 1, 2)}")
  #              ^^^ E0004
  println("${String.substring("abc", 1, 2)}")
  #                 ^^^^^^^^^ E0004
  println("${Regex.match(~r/a/, "a")}")
  #                ^^^^^ E0004
  println("${DateTime.now()}")
  #                   ^^^ E0004
  println("${Option.get(Some(1))}")
  #                 ^^^ E0004
  println("${Enum.map([1], fn x -> x end)}")
  #          ^^^^ E0004
  println("${Dict.new()}")
  #          ^^^^ E0004
  println("${list.length([1])}")
  #          ^^^^ E0004
  println("${string.trim(" a ")}")
  #          ^^^^^^ E0004
  println("${input()}")
  #          ^^^^^ E0004
  IO.inspect([1])
  #  ^^^^^^^ E0004
  Process.send(self(), 1)
  #       ^^^^ E0004
  Actor.spawn(fn -> () end)
# ^^^^^ E0004
  println("${Int.length([1])} ${float(3)} ${int("3")} ${String.to_integer("3")} ${3.to_f()} ${self().tell(3)}")
  #              ^^^^^^ E0004
  #                             ^^^^^ E0004
  #                                         ^^^ E0004
  #                                                            ^^^^^^^^^^ E0004
  #                                                                                 ^^^^ E0030
  #                                                                                                  ^^^^ E0030
end
