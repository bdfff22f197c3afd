fn greet(name :: String, word :: String = "Hi") -> String = "${word} ${name}"
#                                         ^^^^ P0001
fn main() do
  println(greet("a"))
end
