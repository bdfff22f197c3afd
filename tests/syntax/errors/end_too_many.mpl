# mistakes: 1
fn main() do
  println("a")
end
end

fn other() = 1
