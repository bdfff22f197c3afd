# mistakes: 1
fn main() do
  println("a ${b + 1")
end

fn other() = 1
