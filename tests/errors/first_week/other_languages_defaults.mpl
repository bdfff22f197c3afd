# What other languages write for a default, for a conversion, for a method that is not there, and for a sum in a loop.
fn parse(text :: String) -> Int!String = if text == "" do Err("empty") else Ok(1) end

actor waits() do
  receive do
    n -> println("${n + 1}")
  end
end

fn main() do
  let name = List.at(["a"], 0)
  println(name || "none")
#         ^^^^ E0001
  let number = parse("1") or 0
#              ^^^^^^^^^^ E0001
  println("${number}")
  println("${Float(3)} ${Int("3")} ${String(3)}")
#            ^^^^^ E0004
#                        ^^^ E0004
#                                    ^^^^^^ E0004
  println("${List.at([1, 2], 0).abs()} ${parse("1").abs()}")
#                               ^^^ E0030
#                                                   ^^^ E0030
  println(["a", "b"].join(","))
#                    ^^^^ E0030
  println("${spawn(waits).alive()}")
#                         ^^^^^ E0030
  let total = 0
  for x in [1, 2, 3] do
    let total = total + x
  end
  println("${total}")
end
