fn greet() = greet("world")
fn greet(name) = "hello ${name}"
fn greet(name, mark) = greet(name) <> mark

fn main() do
  println(greet())
  println(greet("you"))
  println(greet("you", "?"))
end
