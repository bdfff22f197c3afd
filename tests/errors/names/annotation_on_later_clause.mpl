fn name(0) -> String = "zero"
fn name(_) -> String = "many"
#  ^^^^ W0002

fn main() do
  println(name(0))
end
