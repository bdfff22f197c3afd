# mistakes: 1
fn main() do
  println("never closed)
  println("a")
  let x = "b" <> "c"
end

fn other() = "d"
