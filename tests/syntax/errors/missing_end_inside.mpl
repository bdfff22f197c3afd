# mistakes: 1
fn main() do
  for x in xs do
    if x > 1 do
      println("big")
  end
  println("done")
end

fn other() do
  1
end
