# mistakes: 1
fn main() do
  println("a")

fn other() do
  1
end
