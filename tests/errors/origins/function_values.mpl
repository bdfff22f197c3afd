# The parameter of a function value: where it is written, or where its first use is.
fn called(f :: Fun(Int) -> Int) = f("a")
#                                   ^^^ E0001

fn handed() = called(fn x -> "a" end)
#                            ^^^ E0001

fn given() = called(fn x -> String.length(x) end)
#                                         ^ E0001

fn bound() do
  let f = fn x -> x + 1 end
  f("a")
  # ^^^ E0001
end

fn written() do
  let f = fn (x :: Int) -> x end
  f("a")
  # ^^^ E0001
end

fn annotated() do
  let f :: Fun(Int) -> String = fn n -> n + 1 end
  #                                     ^^^^^ E0001
  f("a")
  # ^^^ E0001
end

fn local() do
  fn twice(n :: Int) -> Int do
    "two"
#   ^^^^^ E0001
  end
  twice("a")
  #     ^^^ E0001
end

fn block() do
  List.map([1, 2]) do |n|
    n <> "a"
#   ^ E0001
  end
end

fn reduced() = List.reduce([1, 2], 0, fn total, n -> "${total + n}" end)
#                                                    ^^^^^^^^^^^^^^ E0001

fn name() = "Ann"

fn function() = called(name)
#                      ^^^^ E0001

fn main() do
  println("${called(fn n -> n end)} ${handed()} ${given()} ${bound()} ${written()} ${annotated()} ${local()}")
  println("${block()} ${reduced()} ${function()}")
end
